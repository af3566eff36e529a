// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.engine.kernel.scalar.ScalarKernels;
import dev.hob.engine.kernel.vector.VectorKernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

public class KernelsTest {
  private static final long SEED = Long.getLong("hob.seed", 20261125L);
  private static final int[] SIDES = {1, 2, 3, 5, 15, 16, 17, 31, 33, 48, 64, 97, 127, 128, 257};
  private static final List<PlainWeights.Type> TYPES = List.of(PlainWeights.Type.values());
  private final Kernels scalar = new ScalarKernels();
  private final List<Kernels> others = List.of(VectorKernels.preferred(), VectorKernels.narrow());

  @Test
  void everyImplementationGivesTheSameBitsForPalettesOfAnyShape() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      int rows = SIDES[random.nextInt(SIDES.length)];
      int columns = SIDES[random.nextInt(SIDES.length)];
      same(palette(random, rows, columns), random, "seed " + SEED + " round " + round);
    }
  }

  @Test
  void everyImplementationGivesTheSameBitsForPlainWeightsOfAnyShape() {
    Random random = new Random(SEED + 1);
    for (int round = 0; round < 300; round++) {
      int rows = SIDES[random.nextInt(SIDES.length)];
      int columns = SIDES[random.nextInt(SIDES.length)];
      PlainWeights.Type type = TYPES.get(random.nextInt(3));
      PlainWeights plain =
          new PlainWeights(rows, columns, type, numbers(random, type, rows * columns));
      String message = "seed " + (SEED + 1) + " round " + round + " " + type;
      same(plain, random, message);
    }
  }

  private void same(Weights w, Random random, String message) {
    int tokens = 1 + random.nextInt(9);
    Rows x = Rows.zeroed(tokens, w.columns());
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < w.columns(); i++) {
        x.values()[x.at(t) + i] = (float) random.nextGaussian();
      }
    }
    int strips = Strip16.strips(w.rows());
    int cut = random.nextInt(strips + 1);
    boolean add = random.nextBoolean();
    Rows expected = Rows.zeroed(tokens, w.rows());
    java.util.Arrays.fill(expected.values(), 0.25f);
    scalar.multiply(w, x, expected, Kernels.StripRange.all(w), add);
    for (Kernels kernels : others) {
      Rows whole = Rows.zeroed(tokens, w.rows());
      java.util.Arrays.fill(whole.values(), 0.25f);
      kernels.multiply(w, x, whole, new Kernels.StripRange(cut, strips), add);
      for (int t = 0; t < tokens; t++) {
        kernels.multiply(w, x.slice(t, 1), whole.slice(t, 1), new Kernels.StripRange(0, cut), add);
      }
      assertArrayEquals(
          expected.values(), whole.values(), message + " " + kernels.name() + " " + w);
    }
  }

  public static PaletteWeights palette(Random random, int rows, int columns) {
    int bits = random.nextBoolean() ? 4 : 2;
    byte[] indices = new byte[rows * columns];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (byte) random.nextInt(1 << bits);
    }
    int strips = Strip16.strips(rows);
    float[] tables = new float[(random.nextBoolean() ? 1 : strips) * 16];
    for (int i = 0; i < tables.length; i++) {
      tables[i] = (random.nextInt(255) - 127) / 127f;
    }
    int group = 16 * (1 + random.nextInt(9));
    byte[] scales = new byte[strips * Math.ceilDiv(columns, group) * 32];
    MemorySegment segment = MemorySegment.ofArray(scales);
    for (int i = 0; i < scales.length / 2; i++) {
      // now and then subnormal, now and then large
      float scale = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(24) - 20));
      segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, i * 2L, Float.floatToFloat16(scale));
    }
    return new PaletteWeights(
        rows,
        columns,
        bits,
        group,
        MemorySegment.ofArray(Strip16.pack(indices, rows, columns, bits)),
        tables,
        segment);
  }

  public static MemorySegment numbers(Random random, PlainWeights.Type type, int count) {
    int odd = random.nextInt(64); // files align nothing
    MemorySegment values = MemorySegment.ofArray(new byte[odd + count * type.bytes()]).asSlice(odd);
    for (int i = 0; i < count; i++) {
      float value = (float) random.nextGaussian();
      switch (type) {
        case F32 -> values.set(ValueLayout.JAVA_FLOAT_UNALIGNED, i * 4L, value);
        case F16 ->
            values.set(ValueLayout.JAVA_SHORT_UNALIGNED, i * 2L, Float.floatToFloat16(value));
        case BF16 ->
            values.set(
                ValueLayout.JAVA_SHORT_UNALIGNED,
                i * 2L,
                (short) (Float.floatToRawIntBits(value) >>> 16));
      }
    }
    return values;
  }

  @Test
  void theScalarReferenceIsTheDefinitionOfThePalette() {
    Random random = new Random(SEED + 2);
    PaletteWeights w = palette(random, 35, 77);
    byte[] packed = w.indices().toArray(ValueLayout.JAVA_BYTE);
    byte[] indices = Strip16.unpack(packed, 35, 77, w.bits());
    Rows x = Rows.zeroed(1, 77);
    Rows y = Rows.zeroed(1, 35);
    for (int column = 0; column < 77; column++) {
      java.util.Arrays.fill(x.values(), 0);
      x.values()[column] = 1;
      scalar.multiply(w, x, y, Kernels.StripRange.all(w), false);
      for (int row = 0; row < 35; row++) {
        int at = ((row / 16) * w.groups() + column / w.groupColumns()) * 32 + row % 16 * 2;
        float scale = Float.float16ToFloat(w.scales().get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
        float value = w.tables()[w.tableAt(row / 16) + indices[row * 77 + column]];
        assertEquals(scale * value, y.values()[row], 0f);
      }
    }
  }

  @Test
  void refusesARangeOutsideBeforeTheFirstStore() {
    PaletteWeights w = palette(new Random(SEED), 32, 32);
    Rows x = Rows.zeroed(1, 32);
    Rows y = Rows.zeroed(1, 32);
    for (Kernels kernels : List.of(scalar, others.get(0), others.get(1))) {
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernels.multiply(w, x, y, new Kernels.StripRange(0, 3), false));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernels.multiply(w, x.slice(0, 0), y, Kernels.StripRange.all(w), false));
    }
  }

  @Test
  void packingGoesBothWaysForEveryTail() {
    Random random = new Random(SEED + 3);
    for (int columns = 1; columns < 66; columns++) {
      for (int bits : new int[] {2, 4}) {
        byte[] indices = new byte[19 * columns];
        for (int i = 0; i < indices.length; i++) {
          indices[i] = (byte) random.nextInt(1 << bits);
        }
        byte[] packed = Strip16.pack(indices, 19, columns, bits);
        assertArrayEquals(indices, Strip16.unpack(packed, 19, columns, bits));
      }
    }
  }

  @Test
  void theExponentialIsTrueToThreeParts() {
    for (float x = -86f; x < 87f; x += 0.0137f) {
      double exact = Math.exp(x);
      assertEquals(exact, Exp.of(x), exact * 3e-7, () -> "x");
    }
    assertEquals(0f, Exp.of(Float.NEGATIVE_INFINITY), 1e-37f);
  }

  @Test
  void attentionAndGateGiveTheSameBitsAtEveryLength() {
    Random random = new Random(SEED + 4);
    for (int headDim : new int[] {2, 16, 24, 64}) {
      KvLayout layout = new KvLayout(2, 2, headDim);
      MemorySegment[] pages = new MemorySegment[4];
      for (int i = 0; i < pages.length; i++) {
        pages[i] = MemorySegment.ofArray(new byte[(int) layout.pageBytes()]);
      }
      long offset = layout.offset(1, 1);
      float[] queries = gaussian(random, 3 * headDim);
      for (int length = 1; length <= 128; length++) {
        int slot = (length - 1) % KvLayout.PAGE;
        float[] key = gaussian(random, headDim);
        float[] value = gaussian(random, headDim);
        layout.store(pages[(length - 1) / KvLayout.PAGE], offset, slot, key, 0, value, 0);
        int first = random.nextInt(Math.min(length, KvLayout.PAGE));
        for (float cap : new float[] {0f, 2.5f}) {
          AttentionCall call =
              new AttentionCall(
                  queries, 0, pages, offset, first, length, cap, 3, headDim, new float[0], 0);
          float[] expected = attend(scalar, call);
          for (Kernels kernels : others) {
            assertArrayEquals(expected, attend(kernels, call), () -> "" + call);
          }
        }
      }
    }
    Rows gate = Rows.zeroed(1, 77);
    Rows up = Rows.zeroed(1, 77);
    System.arraycopy(gaussian(random, 77), 0, gate.values(), 0, 77);
    System.arraycopy(gaussian(random, 77), 0, up.values(), 0, 77);
    Rows other = new Rows(gate.values().clone(), 0, gate.stride(), 1);
    for (Gate function : Gate.values()) {
      scalar.gate(function, gate, up, 0, 77);
      others.get(0).gate(function, other, up, 0, 77);
      assertArrayEquals(gate.values(), other.values());
    }
  }

  private static float[] attend(Kernels kernels, AttentionCall call) {
    float[] out = new float[3 * call.headDim()];
    kernels.attend(
        new AttentionCall(
            call.queries(),
            0,
            call.pages(),
            call.offset(),
            call.first(),
            call.length(),
            call.cap(),
            3,
            call.headDim(),
            out,
            0),
        new float[160]);
    return out;
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
