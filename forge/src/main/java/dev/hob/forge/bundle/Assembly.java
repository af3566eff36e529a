// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.TensorType;
import dev.hob.forge.palette.PalettizeCommand;
import dev.hob.forge.palette.PalettizedBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Lays the parts out as a bundle root (`bases/`, `adapters/`, `ships.json`) and seals each bundle
/// with its manifest. The base is sealed before the adapters, which name its digest.
final class Assembly {
  /// What the base is called.
  record Identity(String name, String version) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LICENSE = "Apache-2.0";
  private static final String ADAPTER_CONFIG = "adapter_config.json";
  private static final String ADAPTER_WEIGHTS = "adapter_model.safetensors";
  private static final double MUST_PASS = 0.9;

  private final BundleParts parts;
  private final Identity identity;
  private final List<JsonNode> evaluations;

  Assembly(BundleParts parts, Identity identity, List<JsonNode> evaluations) {
    this.parts = parts;
    this.identity = identity;
    this.evaluations = evaluations;
  }

  /// Writes everything below `root`, replacing what stands there under the same names.
  ///
  /// @return bytes by part
  Map<String, Long> write(Path root) throws IOException {
    Path base = root.resolve("bases").resolve(identity.name()).resolve(identity.version());
    JsonNode palette = JSON.readTree(parts.palettized().resolve(PalettizeCommand.RECORD).toFile());
    String lineage = palette.path("lineage").asText();
    Files.createDirectories(base);
    for (String file : List.of("config.json", "tokenizer.json", "weights.safetensors")) {
      copy(parts.palettized().resolve(file), base.resolve(file));
    }
    Card card = new Card(identity, parts, palette, evaluations);
    Files.writeString(base.resolve("card.md"), card.base(), StandardCharsets.UTF_8);
    if (parts.recovery().isPresent()) {
      Path folder = base.resolve("recovery");
      copyPeft(parts.recovery().get(), folder);
      adapterManifest("recovery", "", lineage, "", AdapterManifest.Recovery.NONE).seal(folder);
    }
    BaseManifest manifest = baseManifest(base, lineage).seal(base, TensorType.F32);
    Map<String, Long> sizes = new TreeMap<>();
    sizes.put("base", bytesBelow(base));
    for (String role : parts.adapters().keySet()) {
      Path folder = root.resolve("adapters").resolve(role).resolve(identity.version());
      writeAdapter(role, folder, lineage, manifest.digest(), card);
      Files.writeString(
          root.resolve("adapters").resolve(role).resolve("active"), identity.version() + "\n");
      sizes.put("adapter " + role, bytesBelow(folder));
    }
    JsonNode ships = Ships.of(manifest.digest(), evaluations);
    Files.writeString(root.resolve("ships.json"), ships.toPrettyString() + "\n");
    return sizes;
  }

  private BaseManifest baseManifest(Path base, String lineage) {
    ModelConfig config = ModelConfig.read(base);
    PalettizedBase weights = PalettizedBase.read(base);
    return new BaseManifest(
        identity.name(),
        identity.version(),
        LICENSE,
        lineage,
        "",
        config.qkNorm() ? "qwen3" : "llama",
        List.of("native"),
        List.of("en"),
        config.context(),
        Math.round(weights.bitsPerWeight() * 1000) / 1000.0,
        weights.parameters(),
        parts.recovery().isPresent() ? "recovery/" : "");
  }

  private void writeAdapter(String role, Path folder, String lineage, String trainedOn, Card card)
      throws IOException {
    copyPeft(parts.adapters().getOrDefault(role, folder), folder);
    Path golden = parts.golden().get(role);
    if (golden != null) {
      copy(golden, folder.resolve("golden.jsonl"));
    }
    Files.writeString(folder.resolve("card.md"), card.adapter(role), StandardCharsets.UTF_8);
    AdapterManifest.Recovery recovery =
        parts.recovery().isPresent()
            ? AdapterManifest.Recovery.INCLUDED
            : AdapterManifest.Recovery.NONE;
    adapterManifest(role, role, lineage, trainedOn, recovery).seal(folder);
  }

  private AdapterManifest adapterManifest(
      String name, String role, String lineage, String trainedOn, AdapterManifest.Recovery recovery)
      throws IOException {
    Path peft =
        role.isEmpty()
            ? parts.recovery().orElseThrow()
            : parts.adapters().getOrDefault(role, parts.palettized());
    int rank = JSON.readTree(peft.resolve(ADAPTER_CONFIG).toFile()).path("r").asInt();
    Optional<AdapterManifest.Golden> golden =
        parts.golden().containsKey(role)
            ? Optional.of(new AdapterManifest.Golden("golden.jsonl", MUST_PASS))
            : Optional.empty();
    return new AdapterManifest(
        name,
        identity.version(),
        role.isEmpty() ? "recovery" : role,
        "native",
        lineage,
        trainedOn,
        recovery,
        rank,
        LICENSE,
        "",
        golden);
  }

  private static void copyPeft(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    copy(from.resolve(ADAPTER_CONFIG), to.resolve(ADAPTER_CONFIG));
    copy(from.resolve(ADAPTER_WEIGHTS), to.resolve(ADAPTER_WEIGHTS));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static long bytesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }
}
