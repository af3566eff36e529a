// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

/// A set of byte values, four words of 64. Immutable value.
record ByteSet(long a, long b, long c, long d) {
  static final ByteSet NONE = new ByteSet(0, 0, 0, 0);

  /// Bytes `from`..`to`, 0..255, both in it.
  static ByteSet range(int from, int to) {
    ByteSet out = NONE;
    for (int value = from; value <= to; value++) {
      out = out.with(value);
    }
    return out;
  }

  /// The ASCII characters of `text`.
  static ByteSet of(String text) {
    ByteSet out = NONE;
    for (int i = 0; i < text.length(); i++) {
      out = out.with(text.charAt(i));
    }
    return out;
  }

  ByteSet with(int value) {
    long bit = 1L << (value & 63);
    return switch (value >> 6) {
      case 0 -> new ByteSet(a | bit, b, c, d);
      case 1 -> new ByteSet(a, b | bit, c, d);
      case 2 -> new ByteSet(a, b, c | bit, d);
      case 3 -> new ByteSet(a, b, c, d | bit);
      default -> throw new IllegalArgumentException("no byte: " + value);
    };
  }

  ByteSet or(ByteSet other) {
    return new ByteSet(a | other.a, b | other.b, c | other.c, d | other.d);
  }

  ByteSet without(ByteSet other) {
    return new ByteSet(a & ~other.a, b & ~other.b, c & ~other.c, d & ~other.d);
  }

  boolean has(int value) {
    long word =
        switch (value >> 6) {
          case 0 -> a;
          case 1 -> b;
          case 2 -> c;
          default -> d;
        };
    return (word >>> (value & 63) & 1) != 0;
  }

  boolean isEmpty() {
    return (a | b | c | d) == 0;
  }
}
