// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Writes matrices as `hob_weights`. Weights must lie off-heap, and stay there.
public final class CWeights {
  /// Columns of a group above which sums of bytes could leave 32 bits.
  static final int MOST_GROUP = 1 << 16;

  private static final int PALETTE4 = 0;
  private static final int PALETTE2 = 1;
  static final int PLAIN = 2;
  private static final float ONE = 127f;
  private static final int ZERO = 128;

  private CWeights() {}

  /// Why C cannot run over `w`; empty if it can.
  public static String refusal(Weights w) {
    if (w instanceof PaletteWeights palette && group(palette) > MOST_GROUP) {
      return "column groups of " + group(palette) + " are more than " + MOST_GROUP;
    }
    return "";
  }

  /// G, or all columns where that is less.
  private static int group(PaletteWeights w) {
    return Math.min(w.groupColumns(), Rows.padded(w.columns()));
  }

  /// Bytes that the tables of `w` take.
  public static long tableBytes(Weights w) {
    return w instanceof PaletteWeights palette ? palette.tables().length : 0;
  }

  /// Writes `w` at `at`, its tables as bytes value + 128 into `tables`, [#tableBytes] long.
  public static void write(Weights w, MemorySegment at, MemorySegment tables) {
    switch (w) {
      case PaletteWeights palette -> {
        at.set(ValueLayout.JAVA_LONG, 0, address(palette.indices()));
        at.set(ValueLayout.JAVA_LONG, 8, address(palette.scales()));
        at.set(ValueLayout.JAVA_LONG, 16, address(tables));
        shape(at, palette.bits() == 4 ? PALETTE4 : PALETTE2, w);
        at.set(ValueLayout.JAVA_INT, 36, group(palette));
        at.set(ValueLayout.JAVA_INT, 40, palette.tableAt(1));
        for (int i = 0; i < palette.tables().length; i++) {
          int value = Math.round(palette.tables()[i] * ONE);
          tables.set(ValueLayout.JAVA_BYTE, i, (byte) (value + ZERO));
        }
      }
      case PlainWeights plain -> {
        at.set(ValueLayout.JAVA_LONG, 0, address(plain.values()));
        shape(at, PLAIN + number(plain.type()), w);
      }
    }
  }

  static int number(PlainWeights.Type type) {
    return switch (type) {
      case F32 -> 0;
      case F16 -> 1;
      case BF16 -> 2;
    };
  }

  private static void shape(MemorySegment at, int kind, Weights w) {
    at.set(ValueLayout.JAVA_INT, 24, kind);
    at.set(ValueLayout.JAVA_INT, 28, w.rows());
    at.set(ValueLayout.JAVA_INT, 32, w.columns());
  }

  private static long address(MemorySegment segment) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("weights on the heap have no address");
    }
    return segment.address();
  }
}
