// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.util.Optional;

/// Element types of safetensors that a bundle may hold. The names are those of the file format.
public enum TensorType {
  F32(4),
  F16(2),
  BF16(2),
  U8(1);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of one element.
  public int bytes() {
    return bytes;
  }

  static Optional<TensorType> named(String name) {
    for (TensorType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
