// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.stat;

/// The generator of Steele, Lea and Flood ("Fast splittable pseudorandom number generators", 2014):
/// written out because any program that checks a score must draw the same numbers.
public final class SplitMix64 {
  private long state;

  public SplitMix64(long seed) {
    state = seed;
  }

  /// The next 64 bits.
  public long next() {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /// The next draw from 0 to `n` - 1.
  public int draw(int n) {
    return (int) ((next() >>> 33) % n);
  }
}
