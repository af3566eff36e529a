// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/// Knows the text of the development rows, so that none of it is trained on. Immutable once built.
///
/// A text *touches* it when one of its runs of [#GRAM] words (letters and digits, case ignored)
/// stands in a development row, or when it is, as a whole, equal to a text of such a row that has
/// at least [#SHORTEST] words. Shorter texts (`ok`, `The bus is late`) recur in any language use
/// and prove nothing.
public final class Overlap {
  /// Words of a run that counts as overlap.
  public static final int GRAM = 13;

  /// Shortest whole text, in words, that counts when equal.
  public static final int SHORTEST = 5;

  private static final long STEP = 0x9E3779B97F4A7C15L;

  /// `STEP` to the power of [#GRAM]: takes the oldest word out of a rolling hash.
  private static final long OLDEST = power(GRAM);

  private static final int FILTER_BITS = 22;

  private final Set<Long> grams = new HashSet<>();
  private final Set<Long> wholes = new HashSet<>();

  /// One bit for each hash held: nearly all questions end here, without boxing.
  private final BitSet filter = new BitSet(1 << FILTER_BITS);

  /// Reads every text of every row in the folder's files; an absent folder leaves nothing held.
  public static Overlap of(Path devFolder) {
    Overlap held = new Overlap();
    for (Path file : Corpus.list(devFolder)) {
      Corpus.readFile(file, held::addAll);
    }
    return held;
  }

  /// Nothing is held out.
  public static Overlap none() {
    return new Overlap();
  }

  /// Number of distinct runs held.
  public int size() {
    return grams.size();
  }

  private void addAll(JsonNode node) {
    if (node.isTextual()) {
      add(node.asText());
    } else if (node.isContainerNode()) {
      node.forEach(this::addAll);
    }
  }

  private void add(String text) {
    long[] words = words(text);
    if (words.length >= SHORTEST) {
      hold(wholes, whole(words));
    }
    Rolling rolling = new Rolling(words);
    while (rolling.next()) {
      hold(grams, rolling.hash);
    }
  }

  private void hold(Set<Long> into, long hash) {
    into.add(hash);
    filter.set(bit(hash));
  }

  private boolean holds(Set<Long> set, long hash) {
    return filter.get(bit(hash)) && set.contains(hash);
  }

  private static int bit(long hash) {
    return (int) ((hash * STEP) >>> (64 - FILTER_BITS));
  }

  /// Whether a training text shares a run, or all of itself, with a development row.
  public boolean touches(String text) {
    if (wholes.isEmpty()) {
      return false;
    }
    long[] words = words(text);
    if (words.length >= SHORTEST && holds(wholes, whole(words))) {
      return true;
    }
    Rolling rolling = new Rolling(words);
    while (rolling.next()) {
      if (holds(grams, rolling.hash)) {
        return true;
      }
    }
    return false;
  }

  /// Hashes of the runs of [#GRAM] words, one after the other: `Σ word · STEP^distance`.
  private static final class Rolling {
    private final long[] words;
    private int end;
    private long hash;

    Rolling(long[] words) {
      this.words = words;
    }

    boolean next() {
      do {
        if (end == words.length) {
          return false;
        }
        hash = hash * STEP + words[end];
        if (end >= GRAM) {
          hash -= words[end - GRAM] * OLDEST;
        }
        end++;
      } while (end < GRAM);
      return true;
    }
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= STEP;
    }
    return power;
  }

  private static long whole(long[] words) {
    long hash = words.length;
    for (long word : words) {
      hash = (hash ^ word) * STEP;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  private static long[] words(String text) {
    long[] words = new long[text.length() / 2 + 1];
    int count = 0;
    long hash = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (Character.isLetterOrDigit(c)) {
        hash = (hash + Character.toLowerCase(c) + 1) * STEP;
        hash ^= hash >>> 32;
      } else if (hash != 0) {
        words[count++] = hash;
        hash = 0;
      }
    }
    return Arrays.copyOf(words, count);
  }
}
