// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;

/// Learns merges from counted pieces of text. The same counts give the same merges: ties go to the
/// pair with the smaller ids.
public final class BpeTrainer {
  private record Candidate(long pair, long count) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int byCount = Long.compare(other.count, count);
      return byCount != 0 ? byCount : Long.compare(pair, other.pair);
    }
  }

  private final List<int[]> words = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();
  private final Map<Long, Long> pairCounts = new HashMap<>();
  private final Map<Long, Set<Integer>> wordsOfPair = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();
  private final List<byte[]> bytes = new ArrayList<>();

  private BpeTrainer(SortedMap<String, Long> pieces) {
    for (int i = 0; i < 256; i++) {
      bytes.add(new byte[] {(byte) i});
    }
    pieces.forEach(this::addWord);
    pairCounts.forEach((pair, count) -> queue.add(new Candidate(pair, count)));
  }

  /// Learns `merges` merges.
  ///
  /// @param pieces how often each piece of [PreSplit] occurs
  /// @return the merges in order, as pairs of ids: 0 to 255 are the bytes, 256 the first merge
  public static List<int[]> train(SortedMap<String, Long> pieces, int merges) {
    return new BpeTrainer(pieces).run(merges);
  }

  private List<int[]> run(int merges) {
    List<int[]> learned = new ArrayList<>();
    while (learned.size() < merges) {
      Candidate best = queue.poll();
      if (best == null) {
        throw new IllegalArgumentException(
            "the text allows only " + learned.size() + " of " + merges + " merges");
      }
      if (pairCounts.getOrDefault(best.pair, 0L) != best.count || best.count <= 0) {
        continue;
      }
      int left = (int) (best.pair >> 32);
      int right = (int) best.pair;
      byte[] joined = joined(left, right);
      if (!allowed(joined)) {
        continue;
      }
      bytes.add(joined);
      learned.add(new int[] {left, right});
      apply(best.pair, bytes.size() - 1);
    }
    return learned;
  }

  private byte[] joined(int left, int right) {
    byte[] first = bytes.get(left);
    byte[] second = bytes.get(right);
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /// No merge holds a newline, or three equal signs or spaces.
  private static boolean allowed(byte[] token) {
    for (int i = 0; i < token.length; i++) {
      boolean letter = token[i] < 0 || Character.isLetter(token[i]);
      if (token[i] == '\n') {
        return false;
      }
      if (!letter && i >= 2 && token[i] == token[i - 1] && token[i] == token[i - 2]) {
        return false;
      }
    }
    return true;
  }

  private void addWord(String piece, long count) {
    byte[] utf8 = piece.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[utf8.length];
    for (int i = 0; i < utf8.length; i++) {
      ids[i] = utf8[i] & 0xFF;
    }
    words.add(ids);
    counts.add(count);
    count(words.size() - 1, 1);
  }

  private void count(int word, int sign) {
    int[] ids = words.get(word);
    for (int i = 0; i + 1 < ids.length; i++) {
      long pair = pair(ids[i], ids[i + 1]);
      pairCounts.merge(pair, sign * counts.get(word), Long::sum);
      if (sign > 0) {
        wordsOfPair.computeIfAbsent(pair, p -> new HashSet<>()).add(word);
      }
    }
  }

  private void apply(long merged, int id) {
    Set<Integer> touched = wordsOfPair.getOrDefault(merged, Set.of());
    wordsOfPair.remove(merged);
    Set<Long> changed = new HashSet<>();
    for (int word : touched) {
      changed(word, changed);
      count(word, -1);
      words.set(word, BpeMerge.replace(words.get(word), merged, id));
      count(word, 1);
      changed(word, changed);
    }
    for (long pair : changed) {
      long count = pairCounts.getOrDefault(pair, 0L);
      if (count > 0) {
        queue.add(new Candidate(pair, count));
      } else {
        pairCounts.remove(pair);
        wordsOfPair.remove(pair);
      }
    }
  }

  private void changed(int word, Set<Long> into) {
    int[] ids = words.get(word);
    for (int i = 0; i + 1 < ids.length; i++) {
      into.add(pair(ids[i], ids[i + 1]));
    }
  }

  static long pair(int left, int right) {
    return ((long) left << 32) | right;
  }
}
