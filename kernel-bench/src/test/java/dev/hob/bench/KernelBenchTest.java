// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.engine.kernel.Rows;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelBenchTest {
  @Test
  void oneSmallBenchmarkGoesTheWholeWayToTheReport() {
    List<Measured> all = new KernelRun(0, 1, 1).smallest();
    assertEquals(1, all.size());
    Measured product = all.getFirst();
    assertEquals(new Measured.What("product", 2, 1), product.what());
    assertTrue(product.micros().median() > 0);
    KernelReport report = new KernelReport(Map.of(), all, 0.01);
    JsonNode figure = report.json().at("/figures/0");
    assertEquals("scalar", figure.path("by").asText());
    assertTrue(figure.path("gigabytes").asDouble() > 0);
    assertFalse(figure.has("readShare"), "no limit was measured");
    assertTrue(report.page().contains("| Java, scalar |"), report.page());
  }

  @Test
  void everyContenderOfThisMachineDoesEveryKernel() {
    Attended attended = new Attended(2, 40, 4, 2, 32);
    for (String word : Contender.here()) {
      Contender contender = Contender.named(word);
      try (Arena arena = Arena.ofConfined();
          Operation product =
              contender.product(Drawn.palettes(48, 2, 1000, arena), Drawn.rows(3, 48));
          Operation pair =
              contender.lowRank(
                  Drawn.pairs(48, 16, 10_000, arena), Drawn.rows(3, 48), Drawn.rows(3, 16));
          Operation attention = contender.attention(attended, arena)) {
        for (int i = 0; i < 3; i++) { // once more around
          product.run();
          pair.run();
          attention.run();
        }
      }
      assertTrue(contender.attentionWork(attended).bytes() > 0, word);
    }
  }

  @Test
  void countsWhatIsReadAndComputed() {
    Contender scalar = Contender.named(Contender.SCALAR);
    Work work = ProductBench.work(scalar, 4, 16);
    double strips = 3072 / 16.0;
    assertEquals(strips * (16 * 3072 / 2.0 + 3072 / 64.0 * 32 + 16), work.bytes());
    assertEquals(2.0 * 16 * 3072 * 3072, work.operations());
    assertEquals(2.0 * 2 * 16 * 3072, LowRankBench.work(4).bytes());
    assertEquals(4 * 4.0 * 16 * 3072, LowRankBench.work(4).operations());
    assertEquals(2, new Work(4000, 6000, Work.Arithmetic.BYTES).gigabytes(2));
    assertEquals(3, new Work(4000, 6000, Work.Arithmetic.BYTES).gigaOperations(2));
  }

  @Test
  void sharesAreOfTheLimitOfTheSameArithmetic() {
    Work work = new Work(4000, 6000, Work.Arithmetic.FLOATS);
    Measured measured =
        new Measured(
            new Measured.What("pair", 0, 1),
            "scalar",
            new Measured.Micros(1, 1, 1),
            work,
            new Limits(8, 100, 12));
    assertEquals(0.5, measured.readShare());
    assertEquals(0.5, measured.operationsShare());
  }

  @Test
  void namesWhatCannotRunHere() {
    assertThrows(IllegalArgumentException.class, () -> Contender.named("neon"));
    Rows rows = Drawn.rows(2, 20);
    assertEquals(0, rows.values()[20], "padding is zero");
  }
}
