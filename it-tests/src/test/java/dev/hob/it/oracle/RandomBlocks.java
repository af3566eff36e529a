// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import dev.hob.forge.gguf.GgmlType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/// Blocks of a weight type filled with random bits. Only the scales of a block are set, so that the
/// weights deviate by about `deviation`; all other bits, and so every code and every sub-scale,
/// occur.
final class RandomBlocks {
  /// @param scaleAt where the block's 16-bit scale stands
  /// @param minimumAt where its 16-bit minimum stands; -1: it has none
  /// @param minimum of the scale, so that weights have mean zero
  /// @param spread deviation of the weights in units of the scale
  private record Layout(int scaleAt, int minimumAt, double minimum, double spread) {
    static Layout of(GgmlType type) {
      return switch (type) {
        case Q4_0 -> new Layout(0, -1, 0, 4.6);
        case Q4_1 -> new Layout(0, 2, -7.5, 4.6);
        case Q5_0 -> new Layout(0, -1, 0, 9.2);
        case Q5_1 -> new Layout(0, 2, -15.5, 9.2);
        case Q8_0 -> new Layout(0, -1, 0, 74);
        case Q2_K -> new Layout(80, 82, 1.5, 13);
        case Q3_K -> new Layout(108, -1, 0, 43);
        case Q4_K -> new Layout(0, 2, 7.5, 258);
        case Q5_K -> new Layout(0, 2, 15.5, 527);
        case Q6_K -> new Layout(208, -1, 0, 1369);
        case F32, F16, BF16 -> throw new IllegalArgumentException(type + " has no blocks");
      };
    }
  }

  private RandomBlocks() {}

  /// @return bytes of `weights` weights
  static byte[] of(GgmlType type, int weights, double deviation, RandomGenerator random) {
    Layout layout = Layout.of(type);
    byte[] bytes = new byte[Math.toIntExact(type.bytes(weights))];
    random.nextBytes(bytes);
    ByteBuffer blocks = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += type.bytes()) {
      double scale = deviation / layout.spread() * random.nextDouble(0.7, 1.3);
      blocks.putShort(at + layout.scaleAt(), half(scale));
      if (layout.minimumAt() >= 0) {
        blocks.putShort(at + layout.minimumAt(), half(scale * layout.minimum()));
      }
    }
    return bytes;
  }

  private static short half(double value) {
    return Float.floatToFloat16((float) value);
  }
}
