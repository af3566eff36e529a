// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.chat.ChatTemplate;
import dev.hob.engine.chat.UnusableTemplateException;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.forge.importing.calibration.Calibration;
import dev.hob.forge.importing.calibration.SensitivityFile;
import dev.hob.forge.importing.source.ModelSource;
import dev.hob.forge.importing.vocab.ImportedVocabulary;
import dev.hob.policy.AdapterTrust;
import dev.hob.registry.store.BundleKind;
import dev.hob.registry.store.BundleStore;
import dev.hob.registry.verify.Trust;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// From a downloaded model to an installed base. It is made in a folder of its own under the user's
/// root, which survives an interruption, and moved to its place when it is whole and opens.
public final class ModelImport {
  private static final String VERSION = ImportDraft.VERSION;
  private static final double USUAL_BITS = 3.5;

  /// For manifest, card, notes and the file system's own needs.
  private static final long SPARE = 1L << 20;

  private final Path root;
  private final BundleStore store;
  private final int threads;
  private final AdapterTrust trust;
  private final Optional<String> text;

  /// @param root the user's root of bundles
  /// @param trust what policy says about bundles there
  public ModelImport(Path root, int threads, AdapterTrust trust) {
    this(root, threads, trust, Optional.empty());
  }

  private ModelImport(Path root, int threads, AdapterTrust trust, Optional<String> text) {
    this.root = root;
    this.trust = trust;
    this.text = text;
    this.store = new BundleStore(root, _ -> {});
    this.threads = threads;
  }

  /// The same, with palettes that err where it costs least as the model reads `text`.
  public ModelImport calibrated(String text) {
    return new ModelImport(root, threads, trust, Optional.of(text));
  }

  /// What an import has installed under `root`.
  public static BaseManifest installed(Path root, String name) {
    return BaseManifest.read(new BundleStore(root, _ -> {}).path(BundleKind.BASE, name, VERSION));
  }

  /// Told how far it is.
  public interface Progress {
    /// The calibration text has run through `done` of `layers`.
    default void calibrating(int done, int layers) {}

    /// The bits of each matrix are about to be chosen.
    default void choosing() {}

    /// @param bytes of the new base's weights in all
    /// @param written those that an earlier run has written
    /// @return told the bytes of each piece that is written
    LongConsumer begin(long bytes, long written);

    /// All is written; files are hashed, and the base is opened once.
    default void checking() {}
  }

  /// @param manifest of the installed base
  /// @param fault why its chat template cannot be run; features then refuse it with this reason
  public record Imported(BaseManifest manifest, Path folder, Optional<String> fault) {}

  /// @param bits budget a weight; empty = the usual one, or the least that can be kept
  /// @param name of the base; empty = what the model calls itself
  /// @throws dev.hob.registry.UntrustedBundleException policy wants signatures, which a base that
  ///   is made here has none of
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
      String called = name.orElseGet(() -> spelled(source.card().name()));
      Trust.UNSIGNED
          .objection(trust)
          .ifPresent(why -> { // later nobody could use it
            throw ImportException.untrusted(called, why);
          });
      Path place = store.path(BundleKind.BASE, called, VERSION);
      if (Files.exists(place)) {
        throw ImportException.input(
            "base "
                + called
                + " is there already: give another --name, or remove it first: hob model remove "
                + called);
      }
      ObjectNode fields = source.config();
      ImportedVocabulary vocabulary = source.vocabulary();
      if (vocabulary.begin() >= 0) {
        fields.put("bos_token_id", vocabulary.begin());
      } else {
        fields.remove("bos_token_id");
      }
      vocabulary.ends().forEach(fields.putArray("eos_token_id")::add);
      byte[] json = (fields.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
      ModelConfig config = ModelConfig.parse(json);
      Optional<String> fault;
      Optional<int[]> read;
      try (LibraryTokenizer tokenizer =
          vocabulary.open("tokenizer.json", config.vocabulary(), ledger)) {
        fault = source.chatTemplate().flatMap(jinja -> fault(jinja, tokenizer));
        read = text.filter(_ -> bits.isEmpty() || bits.get() < 16).map(tokenizer::encode);
      }
      ImportPlan.requireTensors(source, config);
      Path folder = root.resolve(".imports").resolve(called);
      Optional<SensitivityFile> found = Optional.empty();
      if (read.isPresent()) {
        Calibration calibration = new Calibration(source, config, threads);
        found = Optional.of(sensitivity(calibration, read.get(), folder, progress));
      }
      progress.choosing();
      ImportPlan plan = plan(source, config, bits, found);
      ImportDraft draft = new ImportDraft(source, config, plan, called);
      BaseManifest sealed = written(draft, json, vocabulary, progress);
      return new Imported(sealed, place, fault);
    }
  }

  /// What the text says of the inputs of each matrix; an earlier run may have found it.
  private static SensitivityFile sensitivity(
      Calibration calibration, int[] tokens, Path folder, Progress progress) throws IOException {
    try {
      return calibration.run(tokens, folder.resolve("calibration"), progress::calibrating);
    } catch (IllegalArgumentException e) {
      throw ImportException.input("--calibration: " + e.getMessage());
    } catch (IOException e) {
      throw ImportException.disk(folder.resolve("calibration"), calibration.bytes(), e);
    }
  }

  /// Fills the workplace and moves the bundle in it to its place.
  private BaseManifest written(
      ImportDraft draft, byte[] config, ImportedVocabulary vocabulary, Progress progress)
      throws IOException, InterruptedException {
    byte[] tokenizer = vocabulary.tokenizerJson();
    long size = draft.plan().layout().size() + config.length + tokenizer.length + SPARE;
    Path folder = root.resolve(".imports").resolve(draft.name());
    Path bundle = folder.resolve("bundle");
    String lineage;
    try {
      unseal(bundle);
      requireRoom(bundle, size);
      lineage =
          new WeightsImport(draft.source(), draft.plan(), folder, threads, progress).run(bundle);
    } catch (IOException e) {
      throw ImportException.disk(bundle.resolve(WeightsImport.FILE), size, e);
    }
    progress.checking();
    BaseManifest manifest = draft.manifest(lineage, draft.origin());
    try {
      Files.write(bundle.resolve(ModelConfig.FILE), config);
      Files.write(bundle.resolve("tokenizer.json"), tokenizer);
      Files.writeString(bundle.resolve("card.md"), draft.card(), StandardCharsets.UTF_8);
      BaseManifest sealed = manifest.seal(bundle, TensorType.F16);
      Base.open(bundle, new Ledger()).close();
      store.exclusively(() -> {
        store.place(bundle, BundleKind.BASE, draft.name(), VERSION);
        return bundle;
      });
      tidy(folder);
      return sealed;
    } catch (IOException e) {
      throw ImportException.disk(bundle, size, e);
    }
  }

  private void tidy(Path folder) {
    try {
      store.discard(folder);
    } catch (IOException e) {
      // The base is in its place; what is left are notes that the next import does not believe.
    }
  }

  /// A bundle that could not be put in its place was sealed already.
  private static void unseal(Path bundle) throws IOException {
    Files.createDirectories(bundle);
    try (Stream<Path> files = Files.list(bundle)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
  }

  /// What an earlier run has written is there already.
  private static void requireRoom(Path bundle, long size) throws IOException {
    Path weights = bundle.resolve(WeightsImport.FILE);
    long have = Files.exists(weights) ? Files.size(weights) : 0;
    if (Files.getFileStore(bundle).getUsableSpace() + have < size) {
      throw new IOException("no room for it");
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

  private static ImportPlan plan(
      ModelSource source,
      ModelConfig config,
      Optional<Double> bits,
      Optional<SensitivityFile> found) {
    if (bits.isEmpty()) {
      return ImportPlan.usual(source, config, USUAL_BITS, found);
    }
    try {
      return ImportPlan.of(source, config, bits.get(), found);
    } catch (IllegalArgumentException e) {
      throw ImportException.input("--bits " + bits.get() + ": " + e.getMessage());
    }
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
