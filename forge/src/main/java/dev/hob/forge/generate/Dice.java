// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.List;

/// A small stream of random draws keyed by (seed, purpose, index): SplitMix64 (Steele, Lea, Flood
/// 2014), the same in every language. Not for more than one thread.
public final class Dice {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private long state;

  private Dice(long state) {
    this.state = state;
  }

  /// The stream of one example: equal keys give equal draws, unequal ones unrelated draws.
  public static Dice of(long seed, String purpose, long index) {
    long key = mix(seed + STEP);
    for (int i = 0; i < purpose.length(); i++) {
      key = mix(key + purpose.charAt(i) + STEP);
    }
    return new Dice(mix(key + index * STEP));
  }

  /// Next 64 random bits.
  public long next() {
    state += STEP;
    return mix(state);
  }

  private static long mix(long x) {
    long z = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// A number from 0 to `bound` - 1.
  public int below(int bound) {
    return (int) Long.remainderUnsigned(next() >>> 16, bound);
  }

  /// A number from `from` to `to`, both included.
  public int between(int from, int to) {
    return from + below(to - from + 1);
  }

  /// True with probability `p`.
  public boolean chance(double p) {
    return (next() >>> 11) * 0x1.0p-53 < p;
  }

  /// One of the items, each as likely.
  public <T> T pick(List<T> items) {
    return items.get(below(items.size()));
  }

  /// One of the items, each as likely.
  @SafeVarargs
  @SuppressWarnings("varargs")
  public final <T> T pick(T... items) {
    return items[below(items.length)];
  }

  /// Puts the items in a random order.
  public void shuffle(List<?> items) {
    for (int i = items.size() - 1; i > 0; i--) {
      java.util.Collections.swap(items, i, below(i + 1));
    }
  }
}
