// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The same numbers have the same lineage, however a file rounds them.
class TensorLineageTest {
  private static final int ROWS = 3 * TensorLineage.ROWS + 5;
  private static final int COLUMNS = 24;
  private final long seed = Long.getLong("hob.seed", 1707);

  /// Of a model that was trained in bf16: also numbers that f16 has no room for.
  private float[] brainFloats() {
    Random random = new Random(seed);
    float[] values = new float[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      double size = Math.pow(2, -40 * random.nextDouble());
      values[i] = i % 97 == 0 ? -0f : brain((float) (random.nextGaussian() * size));
    }
    return values;
  }

  private static float brain(float value) {
    return Float.intBitsToFloat(Float.floatToIntBits(value) & 0xffff0000);
  }

  private static String tensor(float[] values, float added) {
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0; from < ROWS; from += TensorLineage.ROWS) {
      TensorLineage.Piece piece = new TensorLineage.Piece(added);
      int to = Math.min(ROWS, from + TensorLineage.ROWS);
      for (int row = from; row < to; row += 16) { // however many at once
        int count = Math.min(16, to - row) * COLUMNS;
        float[] some = new float[count];
        System.arraycopy(values, row * COLUMNS, some, 0, count);
        piece.rows(some, count);
      }
      pieces.add(piece.digest());
    }
    return TensorLineage.tensor(ROWS, COLUMNS, pieces);
  }

  private static float[] each(float[] values, UnaryOperator<Float> change) {
    float[] changed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      changed[i] = change.apply(values[i]);
    }
    return changed;
  }

  @Test
  void aFileInHalfPrecisionHasTheLineageOfTheBrainFloats() {
    float[] values = brainFloats();
    float[] halves = each(values, v -> Float.float16ToFloat(Float.floatToFloat16(v)));
    assertEquals(tensor(values, 0), tensor(halves, 0), "seed " + seed);
  }

  @Test
  void aNormThatIsKeptOneLargerHasTheSameLineage() {
    float[] values = brainFloats();
    float[] larger = each(values, v -> v + 1);
    float[] asRead = each(larger, v -> v - 1);
    assertEquals(tensor(values, 1), tensor(asRead, 1), "seed " + seed);
  }

  @Test
  void oneOtherNumberOrShapeIsAnotherLineage() {
    float[] values = brainFloats();
    String before = tensor(values, 0);
    values[ROWS * COLUMNS - 1] = 0.5f;
    String after = tensor(values, 0);
    assertNotEquals(before, after);
    assertNotEquals(after, TensorLineage.tensor(ROWS * COLUMNS, 1, List.of()));
  }

  @Test
  void anOutputThatRepeatsTheEmbeddingCountsOnce() {
    assertEquals(lineage("e", ""), lineage("e", "e"));
    assertNotEquals(lineage("e", ""), lineage("e", "o"));
    assertNotEquals(lineage("e", ""), lineage("f", ""));
  }

  private static String lineage(String embedding, String output) {
    TensorLineage lineage = new TensorLineage();
    if (!output.isEmpty()) {
      lineage.add("lm_head.weight", output);
    }
    lineage.add("model.norm.weight", "n");
    lineage.add("model.embed_tokens.weight", embedding);
    return lineage.lineage();
  }
}
