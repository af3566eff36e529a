// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import dev.hob.engine.kernel.KvBytes;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Strip16;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Operands by chance, of one seed. Speed does not depend on what they say, as long as no number is
/// denormal, infinite or none.
final class Drawn {
  private static final long SEED = 20261125;
  private static final int GROUP = 64;

  private Drawn() {}

  /// In [-1, 1).
  static float[] floats(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  static Rows rows(int count, int width) {
    Rows rows = Rows.zeroed(count, width);
    float[] values = floats(width);
    for (int t = 0; t < count; t++) {
      System.arraycopy(values, 0, rows.values(), rows.at(t), width);
    }
    return rows;
  }

  /// Square matrices as bundles hold them, a table a strip, G = 64, all together `bytes` or a
  /// little more.
  static List<PaletteWeights> palettes(int side, int bits, long bytes, Arena arena) {
    int strips = Strip16.strips(side);
    List<PaletteWeights> matrices = new ArrayList<>();
    for (long made = 0; made < bytes; made += paletteBytes(side, bits)) {
      MemorySegment indices = arena.allocate((long) strips * Strip16.stripBytes(side, bits), 64);
      fill(indices, matrices.size());
      MemorySegment scales = arena.allocate((long) strips * Math.ceilDiv(side, GROUP) * 32, 64);
      halves(scales, 0.01f);
      float[] tables = floats(strips * PaletteWeights.TABLE);
      matrices.add(new PaletteWeights(side, side, bits, GROUP, indices, tables, scales));
    }
    return matrices;
  }

  /// Indices, scales and tables of one.
  static long paletteBytes(int side, int bits) {
    long strips = Strip16.strips(side);
    return strips
        * (Strip16.stripBytes(side, bits) + Math.ceilDiv(side, GROUP) * 32L + PaletteWeights.TABLE);
  }

  /// All together `bytes` or a little more.
  static List<Pairs.Pair> pairs(int side, int rank, long bytes, Arena arena) {
    List<Pairs.Pair> pairs = new ArrayList<>();
    for (long made = 0; made < bytes; made += Pairs.bytes(side, rank)) {
      pairs.add(new Pairs.Pair(plain(rank, side, arena), plain(side, rank, arena)));
    }
    return pairs;
  }

  private static PlainWeights plain(int rows, int columns, Arena arena) {
    MemorySegment values = arena.allocate((long) rows * columns * Pairs.TYPE.bytes(), 64);
    float[] some = floats(1024);
    for (long i = 0; i < values.byteSize() / 2; i++) {
      int bits = Float.floatToRawIntBits(some[(int) (i % some.length)]);
      values.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (bits >>> 16));
    }
    return new PlainWeights(rows, columns, Pairs.TYPE, values);
  }

  static MemorySegment bytePage(KvBytes kv, int number, Arena arena) {
    MemorySegment page = arena.allocate(kv.pageBytes(), 64);
    fill(page, number);
    for (int layer = 0; layer < kv.layers(); layer++) {
      for (int head = 0; head < kv.kvHeads(); head++) {
        long at = kv.offset(layer, head) + kv.scalesAt();
        halves(page.asSlice(at, 4L * KvLayout.PAGE), 0.01f);
      }
    }
    return page;
  }

  static MemorySegment floatPage(KvLayout kv, int number, Arena arena) {
    MemorySegment page = arena.allocate(kv.pageBytes(), 64);
    float[] some = floats(1024);
    for (long i = 0; i < page.byteSize() / 4; i++) {
      page.setAtIndex(ValueLayout.JAVA_FLOAT, i, some[(int) ((i + 7L * number) % some.length)]);
    }
    return page;
  }

  private static void fill(MemorySegment bytes, int number) {
    SplittableRandom random = new SplittableRandom(SEED + number);
    for (long i = 0; i < bytes.byteSize() / 8; i++) {
      bytes.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextLong());
    }
  }

  private static void halves(MemorySegment values, float value) {
    for (long i = 0; i < values.byteSize() / 2; i++) {
      values.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(value));
    }
  }
}
