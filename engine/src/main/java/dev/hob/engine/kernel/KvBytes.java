// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

/// Where keys and values of a token lie in a page of [KvLayout#PAGE] tokens, in 8 bits. For each
/// layer and key/value head, one after the other, with `dim` = headDim rounded up to 16:
///
/// | part | shape | |
/// | --- | --- | --- |
/// | K | [2, dim / 4, 16, 4] | unsigned, value + 128; 16 tokens side by side, 4 dimensions each |
/// | V | [8, dim, 4] | signed; 4 tokens side by side |
/// | scales | f16 [2, 32] | of each token's key, then of its value: number = byte · scale |
///
/// A token's scale is `max|x| / 127` rounded to f16; bytes are `x / scale` rounded to nearest even
/// and clamped to ±127.
public record KvBytes(int layers, int kvHeads, int headDim) {
  /// Largest headDim that the C kernels take.
  public static final int MOST_HEAD_DIM = 1024;

  /// headDim as it is stored.
  public int padded() {
    return Rows.padded(headDim);
  }

  /// Where V begins in the part of a head.
  public int valuesAt() {
    return KvLayout.PAGE * padded();
  }

  /// Where the scales begin in the part of a head.
  public int scalesAt() {
    return 2 * KvLayout.PAGE * padded();
  }

  /// Bytes of one head's part.
  public long headBytes() {
    return scalesAt() + 2L * KvLayout.PAGE * Short.BYTES;
  }

  public long pageBytes() {
    return headBytes() * kvHeads * layers;
  }

  /// Where the part of one head begins in a page.
  public long offset(int layer, int head) {
    return headBytes() * ((long) layer * kvHeads + head);
  }
}
