// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.scalar.ScalarKernels;
import dev.hob.engine.kernel.vector.VectorKernels;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwardTest {
  @TempDir Path folder;
  private final Ledger ledger = new Ledger();
  private final Random random = new Random(11);

  @Test
  void agreesWithTheTextbookOnPlainAndPalettizedWeights() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder.resolve("p"));
    tiny.writePlain(folder.resolve("f"), TensorType.F32);
    tiny.writePlain(folder.resolve("h"), TensorType.F16);
    for (String name : List.of("p", "f", "h")) {
      agrees(name);
    }
    assertEquals(0, ledger.total());
  }

  @Test
  void agreesWithTheTextbookOnPlainLlamaWithItsOwnHead() throws IOException {
    ModelConfig shape = TinyBase.seeded(1).config();
    ModelConfig llama =
        new ModelConfig(
            "LlamaForCausalLM",
            48,
            3,
            80,
            3,
            1,
            20,
            shape.vocabulary(),
            512,
            1e-5,
            500_000,
            false,
            false,
            -1);
    TinyBase.seeded(3, llama).write(folder.resolve("b"));
    agrees("b");
  }

  @Test
  void adaptersOfAnyRankAddUp() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder.resolve("b"));
    tiny.writeAdapter(folder.resolve("x"), 1, 5, TensorType.F16);
    tiny.writeAdapter(folder.resolve("y"), 2, 33, TensorType.F32);
    agrees("b", "x");
    agrees("b", "x", "y");
  }

  /// Logits here are of size 1 to 5; f32 with a few hundred additions a product and five layers of
  /// them leaves about 1e-5 relative.
  private void agrees(String bundle, String... names) throws IOException {
    List<Path> folders = Stream.of(names).map(folder::resolve).toList();
    List<Adapter> adapters = new ArrayList<>();
    try (Base base = Base.open(folder.resolve(bundle), ledger)) {
      folders.forEach(each -> adapters.add(Adapter.open(each, base, ledger)));
      agrees(base, folder.resolve(bundle), folders, adapters);
    } finally {
      adapters.forEach(Adapter::close);
    }
  }

  private void agrees(Base base, Path bundle, List<Path> folders, List<Adapter> adapters)
      throws IOException {
    String json = Files.readString(bundle.resolve(ModelConfig.FILE));
    int[] tokens = random.ints(75, 0, base.config().vocabulary()).toArray();
    double[][] expected = new ReferenceModel(json, bundle, base, folders).logits(tokens);
    float[][] vector = logits(base, VectorKernels.preferred(), 3, tokens, adapters);
    double most = 0;
    for (int t = 0; t < tokens.length; t++) {
      for (int id = 0; id < expected[t].length; id++) {
        assertEquals(expected[t][id], vector[t][id], 2e-4, "token " + t + " id " + id);
        most = Math.max(most, Math.abs(expected[t][id]));
      }
    }
    assertTrue(most > 1, "logits are flat: " + most);
    assertArrayEquals(vector, logits(base, new ScalarKernels(), 1, tokens, adapters));
    assertArrayEquals(vector, logits(base, VectorKernels.narrow(), 2, tokens, adapters));
  }

  private float[][] logits(
      Base base, Kernels kernels, int threads, int[] tokens, List<Adapter> adapters) {
    try (Scorer scorer = new Scorer(base, kernels, threads, ledger)) {
      assertArrayEquals(
          scorer.next(tokens, adapters), scorer.logits(tokens, adapters)[tokens.length - 1]);
      return scorer.logits(tokens, adapters);
    }
  }
}
