// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.bundle.SafetensorsFile;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.memory.Ledger;
import dev.hob.policy.AdapterTrust;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole imports of a small random model.
class ModelImportTest {
  private static final long SEED = Long.getLong("hob.seed", 1125L);
  private static final String WEIGHTS = "weights.safetensors";
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @TempDir Path folder;
  private final SmallLlama model = new SmallLlama(SEED);

  private Path root() {
    return folder.resolve("root");
  }

  private ModelImport.Imported run(Path from, Optional<Double> bits, String name)
      throws IOException, InterruptedException {
    return new ModelImport(root(), 2, SmallLlama.ANY)
        .run(from, bits, Optional.of(name), (_, _) -> _ -> {});
  }

  private static String lineage(Path bundle) {
    return BaseManifest.read(bundle).lineage();
  }

  @Test
  void aFileAndAFolderOfTheSameModelGiveTheSameWeightsAndTokenizer()
      throws IOException, InterruptedException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    Path one = model.folder(folder.resolve("one"), 1);
    Path shards = model.folder(folder.resolve("shards"), 3);
    String lineage = lineage(run(one, Optional.empty(), "least").folder());
    for (Optional<Double> bits : Stream.of(32.0, 16.0, 4.25).map(Optional::of).toList()) {
      String name = "b" + Math.round(bits.orElseThrow());
      Path first = run(file, bits, name + "-file").folder();
      for (Path other :
          new Path[] {
            run(one, bits, name + "-one").folder(), run(shards, bits, name + "-shards").folder()
          }) {
        for (String same : new String[] {WEIGHTS, "tokenizer.json"}) {
          assertEquals(-1, Files.mismatch(first.resolve(same), other.resolve(same)), other + same);
        }
        assertEquals(lineage, lineage(other), "whatever the file and the bits");
      }
    }
  }

  @Test
  void thirtyTwoBitsKeepEveryNumber() throws IOException, InterruptedException {
    Path bundle =
        run(model.gguf(folder.resolve("model.gguf")), Optional.of(32.0), "plain").folder();
    Ledger ledger = new Ledger();
    try (SafetensorsFile weights =
        SafetensorsFile.open(bundle, WEIGHTS, ledger, Ledger.Owner.SCRATCH)) {
      assertEquals(
          model.tensors.keySet(),
          weights.tensors().keySet().stream().collect(java.util.stream.Collectors.toSet()));
      model.tensors.forEach((name, numbers) -> {
        Tensor tensor = weights.tensor(name);
        assertArrayEquals(numbers.values(), tensor.data().toArray(FLOAT), name);
      });
    }
  }

  @Test
  void aBaseSaysWhereItIsFromAndHasTheModelsTemplate() throws IOException, InterruptedException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    ModelImport.Imported done =
        new ModelImport(root(), 1, SmallLlama.ANY)
            .run(file, Optional.empty(), Optional.empty(), (_, _) -> _ -> {});
    assertEquals("small-llama", done.manifest().name());
    assertEquals(SmallLlama.TEMPLATE, done.manifest().chatTemplate().orElseThrow());
    var origin = done.manifest().origin().orElseThrow();
    assertEquals("Small Llama", origin.name());
    assertEquals(List.of(), done.manifest().languages(), "the file states none");
    assertEquals("model.gguf", origin.files().getFirst().name());
    assertEquals(Files.size(file), origin.files().getFirst().bytes());
    assertTrue(done.manifest().bitsPerWeight() < 6, done.manifest().bitsPerWeight() + " bits");
    try (Stream<Path> left = Files.list(root().resolve(".imports"))) {
      assertEquals(0, left.count(), "nothing is left in the workplace");
    }
  }

  /// Stops an import once it has written some weights.
  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void anInterruptedImportGoesOnAndEndsWithTheSameBytes() throws IOException, InterruptedException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    Path whole = run(file, Optional.of(4.25), "whole").folder();
    long all = Files.size(whole.resolve(WEIGHTS));
    for (double part : new double[] {0, 0.3, 0.7, 0.95}) {
      String name = "part-" + Math.round(100 * part);
      AtomicLong seen = new AtomicLong();
      assertThrows(
          Interruption.class,
          () ->
              new ModelImport(root(), 2, SmallLlama.ANY)
                  .run(
                      file,
                      Optional.of(4.25),
                      Optional.of(name),
                      (_, there) -> {
                        seen.set(there);
                        return written -> {
                          if (seen.addAndGet(written) > part * all) {
                            throw new Interruption();
                          }
                        };
                      }));
      assertFalse(Files.exists(root().resolve("bases").resolve(name)), name);
      long before = 0;
      Path done = root().resolve(".imports").resolve(name).resolve("done");
      if (Files.exists(done)) {
        before = Files.readAllLines(done).size();
      }
      assertTrue(part < 0.5 || before > 0, name + " has noted " + before + " tensors");
      List<UnfinishedImport> left = UnfinishedImport.under(root());
      assertEquals(root().resolve(".imports").resolve(name), left.getFirst().folder());
      assertEquals(all, left.getFirst().bytes(), "the whole file is reserved");
      AtomicLong told = new AtomicLong();
      Path resumed =
          new ModelImport(root(), 2, SmallLlama.ANY)
              .run(
                  file,
                  Optional.of(4.25),
                  Optional.of(name),
                  (bytes, there) -> {
                    assertEquals(all, bytes, "bytes in all");
                    told.addAndGet(there);
                    return told::addAndGet;
                  })
              .folder();
      assertEquals(all, told.get(), "bytes told of, those of the first run included");
      assertEquals(-1, Files.mismatch(whole.resolve(WEIGHTS), resumed.resolve(WEIGHTS)), name);
      assertEquals(lineage(whole), lineage(resumed), name);
      try (Stream<Path> files = Files.list(resumed)) {
        assertFalse(
            files.anyMatch(path -> path.endsWith("done") || path.endsWith("plan")),
            "notes of the import are in the bundle");
      }
    }
  }

  @Test
  void notesOfAnotherPlanDoNotCount() throws IOException, InterruptedException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    Path whole = run(file, Optional.of(32.0), "whole").folder();
    AtomicLong seen = new AtomicLong();
    assertThrows(
        Interruption.class,
        () ->
            new ModelImport(root(), 1, SmallLlama.ANY)
                .run(
                    file,
                    Optional.of(4.25),
                    Optional.of("again"),
                    (_, _) ->
                        written -> {
                          if (seen.addAndGet(written) > 60_000) {
                            throw new Interruption();
                          }
                        }));
    Path again = run(file, Optional.of(32.0), "again").folder();
    assertEquals(-1, Files.mismatch(whole.resolve(WEIGHTS), again.resolve(WEIGHTS)));
  }

  @Test
  void notesOfAFileThatWasReplacedDoNotCount() throws IOException, InterruptedException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    String name = "model.layers.1.self_attn.v_proj.weight";
    float good = model.tensors.get(name).values()[5];
    model.tensors.get(name).values()[5] = Float.POSITIVE_INFINITY;
    model.tensors.get("model.embed_tokens.weight").values()[9] = 3;
    model.gguf(file);
    assertThrows(
        CorruptBundleException.class, () -> run(file, Optional.of(32.0), "replaced").folder());
    model.tensors.get(name).values()[5] = good;
    model.tensors.get("model.embed_tokens.weight").values()[9] = 0.25f;
    model.gguf(file);
    Path whole = run(file, Optional.of(32.0), "whole").folder();
    Path again = run(file, Optional.of(32.0), "replaced").folder();
    assertEquals(-1, Files.mismatch(whole.resolve(WEIGHTS), again.resolve(WEIGHTS)));
  }

  private void refused(Class<? extends RuntimeException> kind, Path from, String... words) {
    refused(kind, from, Optional.of(4.25), words);
  }

  private void refused(
      Class<? extends RuntimeException> kind, Path from, Optional<Double> bits, String... words) {
    String text = String.valueOf(assertThrows(kind, () -> run(from, bits, "bad")).getMessage());
    for (String word : words) {
      assertTrue(text.contains(word), "'" + word + "' is not in: " + text);
    }
    assertFalse(Files.exists(root().resolve("bases").resolve("bad")), "installed all the same");
  }

  @Test
  void whatIsNoNumberIsRefusedByName() throws IOException {
    String name = "model.layers.1.mlp.up_proj.weight";
    model.tensors.get(name).values()[77] = Float.NaN;
    refused(
        CorruptBundleException.class,
        model.gguf(folder.resolve("model.gguf")),
        "model.gguf",
        "blk.1.ffn_up.weight",
        "NaN");
    refused(
        CorruptBundleException.class,
        model.folder(folder.resolve("model"), 2),
        "safetensors",
        name,
        "NaN");
  }

  @Test
  void aMissingTensorAndAWrongShapeAreRefusedBeforeAnythingIsWritten() throws IOException {
    String name = "model.layers.1.mlp.down_proj.weight";
    SmallLlama.Numbers good = model.tensors.remove(name);
    refused(
        CorruptBundleException.class,
        model.gguf(folder.resolve("missing.gguf")),
        "missing.gguf",
        "blk.1.ffn_down.weight");
    refused(CorruptBundleException.class, model.folder(folder.resolve("missing"), 1), name);
    model.tensors.put(
        name,
        new SmallLlama.Numbers(
            good.rows() - 16,
            good.columns(),
            Arrays.copyOf(good.values(), (good.rows() - 16) * good.columns())));
    refused(
        CorruptBundleException.class,
        model.gguf(folder.resolve("shape.gguf")),
        "blk.1.ffn_down.weight",
        "[48, 96]",
        "[64, 96]");
    assertFalse(Files.exists(root().resolve(".imports").resolve("bad")));
  }

  @Test
  void aTensorThatTheModelWouldLoseIsRefused() throws IOException {
    String bias = "model.layers.1.self_attn.v_proj.bias";
    int rows = SmallLlama.KEY_HEADS * SmallLlama.DIM;
    model.tensors.put(bias, new SmallLlama.Numbers(1, rows, new float[rows]));
    refused(
        IncompatibleBundleException.class,
        model.gguf(folder.resolve("model.gguf")),
        "model.gguf",
        "blk.1.attn_v.bias");
    refused(IncompatibleBundleException.class, model.folder(folder.resolve("model"), 1), bias);
  }

  @Test
  void twoImportsAtOnceDoNotWriteIntoEachOther() throws IOException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    Files.createDirectories(root());
    try (FileChannel gate =
            FileChannel.open(
                root().resolve(".imports.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = gate.lock()) {
      assertTrue(lock.isValid());
      refused(ImportException.class, file, "another import");
    }
  }

  @Test
  void aPolicyThatWantsSignaturesRefusesBeforeTheWork() throws IOException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    AdapterTrust signed = new AdapterTrust(true, Set.of(), true);
    ImportException e =
        assertThrows(
            ImportException.class,
            () ->
                new ModelImport(root(), 1, signed)
                    .run(file, Optional.empty(), Optional.of("mine"), (_, _) -> _ -> {}));
    assertEquals(77, e.exitCode());
    assertTrue(
        String.valueOf(e.getMessage()).contains("adapters.requireSignature"), e.getMessage());
    assertFalse(Files.exists(root().resolve(".imports")), "no work was begun");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    Path file = model.gguf(folder.resolve("cut.gguf"));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    refused(CorruptBundleException.class, file, "cut.gguf");
    Path cut = model.folder(folder.resolve("cut"), 2);
    Path shard = cut.resolve("model-00002-of-00002.safetensors");
    Files.write(shard, Arrays.copyOf(Files.readAllBytes(shard), (int) Files.size(shard) / 2));
    refused(CorruptBundleException.class, cut, "model-00002-of-00002.safetensors");
    Files.delete(shard);
    refused(CorruptBundleException.class, cut, "model-00002-of-00002.safetensors", "missing");
  }

  @Test
  void anUnknownFamilyIsRefusedWithTheKnownOnes() throws IOException {
    model.architecture = "rwkv7";
    refused(
        IncompatibleBundleException.class,
        model.gguf(folder.resolve("model.gguf")),
        "general.architecture",
        "rwkv7",
        "qwen2");
  }

  @Test
  void aFolderWithoutTokenizerConfigOrWeightsIsRefusedByFile() throws IOException {
    for (String file : new String[] {"tokenizer.json", "config.json", "model.safetensors"}) {
      Path from = model.folder(folder.resolve("no-" + file), 1);
      Files.delete(from.resolve(file));
      refused(CorruptBundleException.class, from, file);
    }
    refused(CorruptBundleException.class, folder.resolve("nowhere.gguf"), "nowhere.gguf");
  }

  @Test
  void aBudgetOutOfReachIsRefused() throws IOException {
    refused(
        ImportException.class,
        model.gguf(folder.resolve("model.gguf")),
        Optional.of(2.0),
        "--bits 2.0");
  }

  @Test
  void aNameThatIsTakenIsRefusedAndTheBaseStaysAsItIs() throws IOException, InterruptedException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    Path first = run(file, Optional.of(32.0), "taken").folder();
    byte[] before = Files.readAllBytes(first.resolve(WEIGHTS));
    ImportException e =
        assertThrows(ImportException.class, () -> run(file, Optional.of(4.25), "taken"));
    assertTrue(String.valueOf(e.getMessage()).contains("taken"), e.getMessage());
    assertArrayEquals(before, Files.readAllBytes(first.resolve(WEIGHTS)));
  }

  @Test
  void namesBecomeWhatFoldersCanBeCalled() {
    assertEquals("llama-3.2-1b-instruct", ModelImport.spelled("Llama 3.2 1B Instruct"));
    assertEquals("etc-passwd", ModelImport.spelled("../../etc/passwd"));
    assertEquals("model", ModelImport.spelled("模型"));
    assertEquals("a", ModelImport.spelled("--a--"));
  }
}
