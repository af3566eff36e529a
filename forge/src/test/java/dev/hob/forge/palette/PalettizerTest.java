// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.palette;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PalettizerTest {
  private static final String UP = "model.layers.%d.mlp.up_proj.weight";

  @TempDir Path folder;

  @Test
  void givesTwoBitsToTheCheapestMatricesUntilTheBudgetIsKept() {
    List<BitMap.Candidate> candidates =
        List.of(
            new BitMap.Candidate("a", 100, 9.0),
            new BitMap.Candidate("b", 100, 1.0),
            new BitMap.Candidate("c", 300, 6.0));
    BitMap map = BitMap.choose(candidates, 4.1, 1000, 3.5);
    assertEquals(4, map.bits("a"));
    assertEquals(2, map.bits("b"));
    assertEquals(2, map.bits("c"));
    assertEquals(3.3, map.bitsPerWeight(), 1e-9);
  }

  @Test
  void refusesABudgetThatNoChoiceCanKeep() {
    List<BitMap.Candidate> candidates = List.of(new BitMap.Candidate("a", 100, 1.0));
    assertThrows(IllegalArgumentException.class, () -> BitMap.choose(candidates, 4.1, 1000, 3.5));
  }

  @Test
  void neverGivesTwoBitsToTheFirstLayerOrToOtherProducts() {
    PalettizedBase base = palettized().base();
    assertEquals(4, base.matrices().get(UP.formatted(0)).shape().bits());
    assertEquals(4, base.matrices().get("model.embed_tokens.weight").shape().bits());
    assertEquals(2, base.matrices().get(UP.formatted(1)).shape().bits());
  }

  @Test
  void readsBackWhatItWroteToTheLastBit() throws IOException {
    PalettizedBase written = palettized().base();
    double bits = written.write(folder);
    PalettizedBase read = PalettizedBase.read(folder);
    assertTrue(bits <= 3.8, "bits " + bits);
    assertEquals(written.matrices().keySet(), read.matrices().keySet());
    written
        .matrices()
        .forEach((name, matrix) ->
            assertArrayEquals(matrix.values(), read.matrices().get(name).values()));
    assertEquals(written.plain().keySet(), read.plain().keySet());
  }

  private static Palettizer.Result palettized() {
    SortedMap<String, Palettizer.Source> sources = new TreeMap<>();
    SplittableRandom random = new SplittableRandom(23);
    sources.put("model.embed_tokens.weight", source(random, 64, 128));
    for (int layer = 0; layer < 3; layer++) {
      sources.put(UP.formatted(layer), source(random, 160, 128));
      sources.put(UP.formatted(layer).replace("up_proj", "down_proj"), source(random, 50, 160));
    }
    sources.put("model.norm.weight", source(random, 128));
    Palettizer.Options options = new Palettizer.Options(3.8, 128, (done, total) -> {});
    return new Palettizer(sources, options).run();
  }

  private static Palettizer.Source source(SplittableRandom random, long... shape) {
    int count = 1;
    for (long side : shape) {
      count *= (int) side;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Palettizer.Source(shape, values, new float[0]);
  }
}
