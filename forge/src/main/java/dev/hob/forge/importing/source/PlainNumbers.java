// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import dev.hob.engine.bundle.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads a piece of a plain tensor as f32.
final class PlainNumbers {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private PlainNumbers() {}

  static void read(Tensor tensor, long from, int count, float[] out, int at) {
    MemorySegment data = tensor.data();
    switch (tensor.type()) {
      case F32 -> {
        for (int i = 0; i < count; i++) {
          out[at + i] = data.get(FLOAT, (from + i) * 4);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          out[at + i] = Float.float16ToFloat(data.get(SHORT, (from + i) * 2));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          out[at + i] = Float.intBitsToFloat(data.get(SHORT, (from + i) * 2) << 16);
        }
      }
      case U8 -> throw new IllegalArgumentException(tensor.name());
    }
  }
}
