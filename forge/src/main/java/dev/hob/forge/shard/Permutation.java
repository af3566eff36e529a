// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

/// A keyed order of 0 … size-1 with random access and no table: a four-round Feistel network on the
/// next even number of bits, walked until it falls inside (Black and Rogaway 2002). Immutable.
final class Permutation {
  private final int size;
  private final int half;
  private final long seed;

  Permutation(int size, long seed) {
    if (size < 1) {
      throw new IllegalArgumentException("nothing to order");
    }
    this.size = size;
    this.seed = seed;
    int bits = 64 - Long.numberOfLeadingZeros(Math.max(size - 1, 1));
    this.half = (bits + 1) / 2;
  }

  /// What stands at place `index` of the endless order: epoch after epoch, each in its own order.
  int at(long index) {
    long epoch = index / size;
    long value = index % size;
    do {
      value = rounds(value, epoch);
    } while (value >= size);
    return (int) value;
  }

  private long rounds(long value, long epoch) {
    long mask = (1L << half) - 1;
    long left = value >>> half;
    long right = value & mask;
    for (int round = 0; round < 4; round++) {
      long next = left ^ (mix(right + seed + epoch * 0x9E3779B97F4A7C15L + round * 31L) & mask);
      left = right;
      right = next;
    }
    return left << half | right;
  }

  private static long mix(long x) {
    long z = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
