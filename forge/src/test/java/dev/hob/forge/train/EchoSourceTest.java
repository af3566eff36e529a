// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.forge.shard.Example;
import dev.hob.forge.shard.ExampleSource;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EchoSourceTest {
  private static final ExampleSource SOURCE =
      index -> {
        int[] tokens = new SplittableRandom(index).ints(60, 130, 500).toArray();
        return new Example(tokens, new float[60], index % 2 == 0 ? "prose-web" : "digest");
      };

  private static EchoSource echoes(double share) {
    return new EchoSource(
        SOURCE, new EchoSource.Options(share, 100, 3, List.of("prose")), 128, 512);
  }

  @Test
  void whatIsSaidTwiceIsTheSameBothTimesAndCountsTheSecondTime() {
    for (long index = 0; index < 200; index += 2) {
      Example echo = echoes(1).at(index);
      assertTrue(echo.family().startsWith("echo"), echo.family());
      int half = (echo.tokens().length - 1) / 2;
      assertTrue(echo.tokens().length <= 129, "length " + echo.tokens().length);
      assertArrayEquals(
          Arrays.copyOfRange(echo.tokens(), 1, 1 + half),
          Arrays.copyOfRange(echo.tokens(), 1 + half, 1 + 2 * half));
      assertEquals(1, echo.lossWeights()[echo.tokens().length - 1]);
      assertEquals(0, echo.lossWeights()[1 + half]);
      assertTrue(Arrays.stream(echo.tokens()).allMatch(id -> id >= 128 && id < 512));
    }
  }

  @Test
  void tasksAreLeftAlone() {
    for (long index = 1; index < 200; index += 2) {
      assertArrayEquals(SOURCE.at(index).tokens(), echoes(1).at(index).tokens());
    }
  }

  @Test
  void theShareIsKept() {
    EchoSource half = echoes(0.5);
    long echoes = 0;
    for (long index = 0; index < 2000; index += 2) {
      echoes += half.at(index).family().startsWith("echo") ? 1 : 0;
    }
    assertEquals(500, echoes, 60);
  }
}
