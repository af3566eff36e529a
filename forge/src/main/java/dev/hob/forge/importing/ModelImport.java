// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.Digests;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.chat.ChatTemplate;
import dev.hob.engine.chat.UnusableTemplateException;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.forge.importing.source.ModelSource;
import dev.hob.forge.importing.vocab.ImportedVocabulary;
import dev.hob.registry.store.BundleKind;
import dev.hob.registry.store.BundleStore;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/// From a downloaded model to an installed base. It is made in a folder of its own under the user's
/// root, which survives an interruption, and moved to its place when it is whole and opens.
public final class ModelImport {
  private static final String VERSION = "1.0.0";
  private static final double USUAL_BITS = 3.5;
  private static final long SPARE = 64L << 20;

  private final Path root;
  private final BundleStore store;
  private final int threads;

  /// @param root the user's root of bundles
  public ModelImport(Path root, int threads) {
    this.root = root;
    this.store = new BundleStore(root, _ -> {});
    this.threads = threads;
  }

  /// What an import has installed under `root`.
  public static BaseManifest installed(Path root, String name) {
    return BaseManifest.read(new BundleStore(root, _ -> {}).path(BundleKind.BASE, name, VERSION));
  }

  /// Told how far it is.
  public interface Progress {
    /// @param weights in all
    LongConsumer begin(long weights);
  }

  /// @param manifest of the installed base
  /// @param fault why its chat template cannot be run; features then refuse it with this reason
  public record Imported(BaseManifest manifest, Path folder, Optional<String> fault) {}

  /// @param bits budget a weight; empty = the usual one, or the least that can be kept
  /// @param name of the base; empty = what the model calls itself
  /// @throws ImportException another process imports at this time, or the disk or `bits` are too
  ///   small
  public Imported run(Path path, Optional<Double> bits, Optional<String> name, Progress progress)
      throws IOException, InterruptedException {
    Files.createDirectories(root);
    try (FileChannel gate =
            FileChannel.open(
                root.resolve(".imports.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = gate.tryLock()) {
      if (lock == null) {
        throw busy();
      }
      return alone(path, bits, name, progress);
    } catch (OverlappingFileLockException e) {
      throw busy();
    }
  }

  private static ImportException busy() {
    return ImportException.storage("another import is running; try again when it is done");
  }

  private Imported alone(Path path, Optional<Double> bits, Optional<String> name, Progress progress)
      throws IOException, InterruptedException {
    Ledger ledger = new Ledger();
    try (ModelSource source = ModelSource.open(path, ledger)) {
      String called = name.orElseGet(() -> spelled(source.name()));
      Path place = store.path(BundleKind.BASE, called, VERSION);
      if (Files.exists(place)) {
        throw ImportException.input(
            "base " + called + " is there already: give another --name, or remove it first");
      }
      ObjectNode json = source.config();
      ImportedVocabulary vocabulary = source.vocabulary();
      if (vocabulary.begin() >= 0) {
        json.put("bos_token_id", vocabulary.begin());
      } else {
        json.remove("bos_token_id");
      }
      vocabulary.ends().forEach(json.putArray("eos_token_id")::add);
      byte[] text = (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
      ModelConfig config = ModelConfig.parse(text);
      Optional<String> fault;
      try (LibraryTokenizer tokenizer =
          vocabulary.open("tokenizer.json", config.vocabulary(), ledger)) {
        fault = source.chatTemplate().flatMap(jinja -> fault(jinja, tokenizer));
      }
      ImportPlan.requireTensors(source, config);
      ImportPlan plan = plan(source, config, bits);
      Path folder = workplace(called, plan);
      new WeightsImport(source, plan, folder, threads, progress.begin(plan.layout().parameters()))
          .run();
      Files.write(folder.resolve(ModelConfig.FILE), text);
      Files.write(folder.resolve("tokenizer.json"), vocabulary.tokenizerJson());
      Files.writeString(folder.resolve("card.md"), card(source, plan), StandardCharsets.UTF_8);
      BaseManifest sealed = manifest(source, config, plan, called).seal(folder, source.types());
      Base.open(folder, new Ledger()).close();
      store.exclusively(() -> {
        store.place(folder, BundleKind.BASE, called, VERSION);
        return place;
      });
      return new Imported(sealed, place, fault);
    }
  }

  private static Optional<String> fault(String jinja, LibraryTokenizer tokenizer) {
    try {
      ChatTemplate.of(jinja, tokenizer, InstantSource.system());
      return Optional.empty();
    } catch (UnusableTemplateException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static ImportPlan plan(ModelSource source, ModelConfig config, Optional<Double> bits) {
    if (bits.isEmpty()) {
      return ImportPlan.usual(source, config, USUAL_BITS);
    }
    try {
      return ImportPlan.of(source, config, bits.get());
    } catch (IllegalArgumentException e) {
      throw ImportException.input("--bits " + bits.get() + ": " + e.getMessage());
    }
  }

  /// The folder that this import works in, with room for what it will hold.
  private Path workplace(String name, ImportPlan plan) throws IOException {
    Path folder = Files.createDirectories(root.resolve(".imports").resolve(name));
    long needed = plan.layout().size() + SPARE;
    Path weights = folder.resolve("weights.safetensors");
    long have = Files.exists(weights) ? Files.size(weights) : 0;
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free + have < needed) {
      throw ImportException.storage(
          "%,d bytes are needed under %s, %,d are free".formatted(needed - have, root, free));
    }
    return folder;
  }

  private BaseManifest manifest(
      ModelSource source, ModelConfig config, ImportPlan plan, String name) throws IOException {
    List<BaseManifest.Origin.File> files = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (Path file : source.files()) {
      Digests.FileDigest digest = Digests.file(file.toRealPath());
      String own = String.valueOf(file.getFileName());
      files.add(new BaseManifest.Origin.File(own, digest.bytes(), digest.sha256()));
      lines.append(digest.sha256()).append("  ").append(own).append('\n');
    }
    String lineage =
        Digests.of(MemorySegment.ofArray(lines.toString().getBytes(StandardCharsets.UTF_8)));
    Optional<String> template =
        source.chatTemplate().filter(t -> t.length() <= BaseManifest.TEMPLATE_LIMIT);
    return new BaseManifest(
        name,
        VERSION,
        source.license(),
        lineage,
        "",
        config.family().modelType(),
        template.isPresent() ? List.of("chat") : List.of(),
        List.of("en"),
        config.context(),
        Math.round(1000 * plan.layout().bitsPerWeight()) / 1000.0,
        plan.layout().parameters(),
        "",
        template,
        Optional.of(new BaseManifest.Origin(source.name(), files)));
  }

  private static String card(ModelSource source, ImportPlan plan) {
    return """
    # %s

    Imported by `hob model import` from %s.
    Types there: %s. Bits a weight here: %.3f, everything counted.
    License as the files state it: %s. Whoever uses it keeps to that license.
    """
        .formatted(
            source.name(),
            source.files().stream().map(file -> "`" + file.getFileName() + "`").toList(),
            source.types(),
            plan.layout().bitsPerWeight(),
            source.license());
  }

  /// A name as folders and the command line can have it.
  static String spelled(String name) {
    String plain =
        name.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]+", "-")
            .replaceAll("^[^a-z0-9]+", "");
    String cut = plain.length() > 60 ? plain.substring(0, 60) : plain;
    return cut.isEmpty() ? "model" : cut.replaceAll("[^a-z0-9]+$", "");
  }
}
