// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.memory.LargePageOutput;
import dev.hob.forge.palette.PalettizeCommand;
import dev.hob.forge.palette.PalettizedBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final String GOLDEN = "golden.jsonl";
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
    BaseManifest manifest =
        parts.sealed().isPresent() ? take(parts.sealed().get(), base) : make(base);
    Map<String, Long> sizes = new TreeMap<>();
    sizes.put("base", bytesBelow(base));
    for (String role : parts.adapters().keySet()) {
      Path folder = root.resolve("adapters").resolve(role).resolve(identity.version());
      writeAdapter(role, folder, manifest);
      Files.writeString(
          root.resolve("adapters").resolve(role).resolve("active"), identity.version() + "\n");
      sizes.put("adapter " + role, bytesBelow(folder));
    }
    JsonNode ships = new Ships().of(manifest.digest(), evaluations);
    Files.writeString(root.resolve("ships.json"), ships.toPrettyString() + "\n");
    return sizes;
  }

  /// Copies a sealed base, so that what was trained on it still fits.
  private static BaseManifest take(Path sealed, Path base) throws IOException {
    try (Stream<Path> files = Files.walk(sealed)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = base.resolve(sealed.relativize(file).toString());
        Files.createDirectories(to.resolveSibling("."));
        copy(file, to);
      }
    }
    return BaseManifest.read(base);
  }

  private BaseManifest make(Path base) throws IOException {
    JsonNode palette = JSON.readTree(parts.palettized().resolve(PalettizeCommand.RECORD).toFile());
    String lineage = palette.path("lineage").asText();
    Files.createDirectories(base);
    for (String file : List.of("config.json", "tokenizer.json", "weights.safetensors")) {
      copy(parts.palettized().resolve(file), base.resolve(file));
    }
    String card = new Card(identity, parts, evaluations).base(palette);
    Files.writeString(base.resolve("card.md"), card, StandardCharsets.UTF_8);
    if (parts.recovery().isPresent()) {
      Path folder = base.resolve("recovery");
      copyPeft(parts.recovery().get(), folder);
      recoveryManifest(parts.recovery().get(), lineage).seal(folder);
    }
    return baseManifest(base, lineage).seal(base, TensorType.F32);
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
        config.family().modelType(),
        List.of("native"),
        List.of("en"),
        config.context(),
        Math.round(weights.bitsPerWeight() * 1000) / 1000.0,
        weights.parameters(),
        parts.recovery().isPresent() ? "recovery/" : "");
  }

  private void writeAdapter(String role, Path folder, BaseManifest base) throws IOException {
    copyPeft(parts.adapter(role), folder);
    Path cases = parts.golden().get(role);
    if (cases != null) {
      copy(cases, folder.resolve(GOLDEN));
    }
    String card = new Card(identity, parts, evaluations).adapter(role);
    Files.writeString(folder.resolve("card.md"), card, StandardCharsets.UTF_8);
    new AdapterManifest(
            role,
            identity.version(),
            role,
            "native",
            base.lineage(),
            base.digest(),
            base.recovery().isEmpty()
                ? AdapterManifest.Recovery.NONE
                : AdapterManifest.Recovery.INCLUDED,
            rank(folder),
            LICENSE,
            "",
            Optional.ofNullable(cases).map(_ -> new AdapterManifest.Golden(GOLDEN, MUST_PASS)))
        .seal(folder);
  }

  private AdapterManifest recoveryManifest(Path peft, String lineage) throws IOException {
    return new AdapterManifest(
        "recovery",
        identity.version(),
        "recovery",
        "native",
        lineage,
        "",
        AdapterManifest.Recovery.NONE,
        rank(peft),
        LICENSE,
        "",
        Optional.empty());
  }

  private static int rank(Path peft) throws IOException {
    return JSON.readTree(peft.resolve(ADAPTER_CONFIG).toFile()).path("r").asInt();
  }

  private static void copyPeft(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    copy(from.resolve(ADAPTER_CONFIG), to.resolve(ADAPTER_CONFIG));
    copy(from.resolve(ADAPTER_WEIGHTS), to.resolve(ADAPTER_WEIGHTS));
  }

  private static void copy(Path from, Path to) throws IOException {
    LargePageOutput.copy(from, to);
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
