// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import java.util.Optional;

/// Types of tensors in a GGUF file: an id, and how many weights lie in a block of how many bytes.
/// The quantized ones are decoded by [Blocks].
///
/// @see "https://github.com/ggml-org/ggml: ggml.h (ids), ggml-common.h (blocks)"
public enum GgmlType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  BF16(30, 1, 2);

  private final int id;
  private final int block;
  private final int bytes;

  GgmlType(int id, int block, int bytes) {
    this.id = id;
    this.block = block;
    this.bytes = bytes;
  }

  /// The number that stands for it in a file.
  public int id() {
    return id;
  }

  /// Weights a block.
  public int block() {
    return block;
  }

  /// Bytes a block.
  public int bytes() {
    return bytes;
  }

  /// Bytes of `weights` weights, which must be whole blocks.
  ///
  /// @throws ArithmeticException more than 2^63 - 1
  public long bytes(long weights) {
    if (weights % block != 0) {
      throw new IllegalArgumentException(weights + " weights are not whole blocks of " + this);
    }
    return Math.multiplyExact(weights / block, (long) bytes);
  }

  static Optional<GgmlType> of(long id) {
    for (GgmlType type : values()) {
      if (type.id == id) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
