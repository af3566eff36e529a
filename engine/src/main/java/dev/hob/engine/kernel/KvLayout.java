// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Where keys and values of a token lie in a page of 32 tokens. For each layer and key/value head,
/// one after the other, all f32:
///
/// | part | shape | |
/// | --- | --- | --- |
/// | K | [2, headDim, 16] | lane = token of a block of 16: a score is never summed across lanes |
/// | V | [32, padded headDim] | a token's values side by side, padded to 16 |
public record KvLayout(int layers, int kvHeads, int headDim) {
  /// Tokens of a page.
  public static final int PAGE = 32;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public static int keyBytes(int headDim) {
    return PAGE * headDim * Float.BYTES;
  }

  /// Bytes of one head's part.
  public long headBytes() {
    return keyBytes(headDim) + (long) PAGE * Rows.padded(headDim) * Float.BYTES;
  }

  public long pageBytes() {
    return headBytes() * kvHeads * layers;
  }

  /// Pages that `tokens` tokens need.
  public static int pages(int tokens) {
    return Math.ceilDiv(tokens, PAGE);
  }

  /// Where the part of one head begins in a page.
  public long offset(int layer, int head) {
    return headBytes() * ((long) layer * kvHeads + head);
  }

  /// Stores key and value of one token.
  ///
  /// @param slot of the token in its page
  /// @param key [headDim] at `keyAt`; `value` likewise
  public void store(
      MemorySegment page,
      long offset,
      int slot,
      float[] key,
      int keyAt,
      float[] value,
      int valueAt) {
    long keys = offset + ((long) (slot / 16) * headDim * 16 + slot % 16) * Float.BYTES;
    long values = offset + keyBytes(headDim) + (long) slot * Rows.padded(headDim) * Float.BYTES;
    for (int i = 0; i < headDim; i++) {
      page.set(FLOAT, keys + i * 64L, key[keyAt + i]);
      page.set(FLOAT, values + i * 4L, value[valueAt + i]);
    }
  }
}
