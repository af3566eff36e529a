// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward.c;

import dev.hob.engine.kernel.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Hands out pieces of one block, each at a multiple of 64.
final class Carver {
  private static final int ALIGNMENT = 64;

  private final MemorySegment block;
  private long used;

  Carver(MemorySegment block) {
    this.block = block;
  }

  /// Bytes that a piece takes up.
  static long room(long bytes) {
    return Math.multiplyExact(Math.ceilDiv(bytes, ALIGNMENT), ALIGNMENT);
  }

  /// @throws IndexOutOfBoundsException the block is used up
  MemorySegment take(long bytes) {
    MemorySegment piece = block.asSlice(used, bytes);
    used += room(bytes);
    return piece;
  }

  static long vectorBytes(float[] values) {
    return 4L * Rows.padded(values.length);
  }

  /// The numbers, padded with zeros to 16; 0 for none.
  long vector(float[] values) {
    if (values.length == 0) {
      return 0;
    }
    MemorySegment piece = take(vectorBytes(values));
    MemorySegment.copy(values, 0, piece, ValueLayout.JAVA_FLOAT, 0, values.length);
    return piece.address();
  }
}
