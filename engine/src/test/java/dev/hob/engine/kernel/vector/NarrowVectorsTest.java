// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.KernelsTest;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.kernel.scalar.ScalarKernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vectors of machines narrower than this one: the JVM of a process of its own is told to use
/// no wider ones.
class NarrowVectorsTest {
  private static final long SEED = Long.getLong("hob.seed", 1L);

  @ParameterizedTest
  @ValueSource(ints = {32, 16})
  void vectorsOfAnyWidthGiveTheBitsOfTheReference(int bytes)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxVectorSize=" + bytes,
                "-XX:+UseSerialGC",
                "--add-modules=jdk.incubator.vector",
                "-Dhob.seed=" + SEED,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), said);
    assertTrue(said.contains(bytes / 4 + " lanes"), said);
  }

  /// The process.
  static final class Child {
    private static final int[] SIDES = {1, 7, 16, 17, 48, 64, 65, 200};

    private Child() {}

    public static void main(String[] arguments) {
      Random random = new Random(SEED);
      for (int round = 0; round < 200; round++) {
        Weights w = weights(random);
        Rows x = Rows.zeroed(1 + random.nextInt(9), w.columns());
        for (int t = 0; t < x.count(); t++) {
          for (int i = 0; i < w.columns(); i++) {
            x.values()[x.at(t) + i] = (float) random.nextGaussian();
          }
        }
        if (!Arrays.equals(
            product(new ScalarKernels(), w, x), product(VectorKernels.preferred(), w, x))) {
          throw new IllegalStateException("seed " + SEED + " round " + round + " " + w);
        }
      }
      System.out.println(Lanes.F.length() + " lanes");
    }

    private static Weights weights(Random random) {
      int rows = SIDES[random.nextInt(SIDES.length)];
      int columns = SIDES[random.nextInt(SIDES.length)];
      if (random.nextBoolean()) {
        return KernelsTest.palette(random, rows, columns);
      }
      PlainWeights.Type type = PlainWeights.Type.values()[random.nextInt(3)];
      return new PlainWeights(
          rows, columns, type, KernelsTest.numbers(random, type, rows * columns));
    }

    private static float[] product(Kernels kernels, Weights w, Rows x) {
      Rows y = Rows.zeroed(x.count(), w.rows());
      kernels.multiply(w, x, y, Kernels.StripRange.all(w), true);
      return y.values();
    }
  }
}
