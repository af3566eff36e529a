// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

  private final Set<Long> grams = new HashSet<>();
  private final Set<Long> wholes = new HashSet<>();

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
    List<Long> words = words(text);
    if (words.size() >= SHORTEST) {
      wholes.add(whole(words));
    }
    for (int i = 0; i + GRAM <= words.size(); i++) {
      grams.add(whole(words.subList(i, i + GRAM)));
    }
  }

  /// Whether a training text shares a run, or all of itself, with a development row.
  public boolean touches(String text) {
    if (grams.isEmpty() && wholes.isEmpty()) {
      return false;
    }
    List<Long> words = words(text);
    if (words.size() >= SHORTEST && wholes.contains(whole(words))) {
      return true;
    }
    for (int i = 0; i + GRAM <= words.size(); i++) {
      if (grams.contains(whole(words.subList(i, i + GRAM)))) {
        return true;
      }
    }
    return false;
  }

  private static long whole(List<Long> words) {
    long hash = words.size();
    for (long word : words) {
      hash = (hash ^ word) * STEP;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  private static List<Long> words(String text) {
    List<Long> words = new ArrayList<>();
    String lower = text.toLowerCase(Locale.ROOT);
    long hash = 0;
    for (int i = 0; i <= lower.length(); i++) {
      char c = i < lower.length() ? lower.charAt(i) : ' ';
      if (Character.isLetterOrDigit(c)) {
        hash = (hash + c + 1) * STEP;
        hash ^= hash >>> 32;
      } else if (hash != 0) {
        words.add(hash);
        hash = 0;
      }
    }
    return words;
  }
}
