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
import dev.hob.engine.testing.Families;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every family against its textbook definition in f64, over more tokens than its window.
class FamiliesTest {
  @TempDir Path folder;
  private final Ledger ledger = new Ledger();

  static Stream<String> names() {
    return Families.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void agreesWithTheTextbookAloneAndWithAnAdapter(String name) throws IOException {
    ModelConfig config = Families.all().get(name);
    TinyBase tiny = TinyBase.seeded(name.hashCode(), config);
    tiny.writePlain(folder.resolve("plain"), TensorType.F32);
    tiny.write(folder.resolve("palettized"));
    tiny.writeAdapter(folder.resolve("adapter"), 4, 6, TensorType.F32);
    for (String kind : List.of("plain", "palettized")) {
      try (Base base = Base.open(folder.resolve(kind), ledger);
          Adapter adapter = Adapter.open(folder.resolve("adapter"), base, ledger)) {
        assertEquals(config, base.config(), "what was written is read back");
        agrees(name, kind, base, List.of());
        agrees(name, kind, base, List.of(adapter));
      }
    }
  }

  private void agrees(String name, String kind, Base base, List<Adapter> adapters)
      throws IOException {
    String json = Objects.requireNonNull(Families.json().get(name));
    List<Path> folders = adapters.isEmpty() ? List.of() : List.of(folder.resolve("adapter"));
    int[] tokens = new Random(5).ints(90, 0, base.config().vocabulary()).toArray();
    double[][] expected =
        new ReferenceModel(json, folder.resolve(kind), base, folders).logits(tokens);
    float[][] vector = logits(base, VectorKernels.preferred(), 2, tokens, adapters);
    double most = 0;
    for (int t = 0; t < tokens.length; t++) {
      for (int id = 0; id < expected[t].length; id++) {
        assertEquals(expected[t][id], vector[t][id], 3e-4, "token " + t + " id " + id);
        most = Math.max(most, Math.abs(expected[t][id]));
      }
    }
    assertTrue(most > 0.5, "logits are flat: " + most);
    assertArrayEquals(vector, logits(base, new ScalarKernels(), 1, tokens, adapters));
    assertArrayEquals(vector, logits(base, VectorKernels.narrow(), 1, tokens, adapters));
  }

  private float[][] logits(
      Base base, Kernels kernels, int threads, int[] tokens, List<Adapter> adapters) {
    try (Scorer scorer = new Scorer(base, kernels, threads, ledger)) {
      return scorer.logits(tokens, adapters);
    }
  }
}
