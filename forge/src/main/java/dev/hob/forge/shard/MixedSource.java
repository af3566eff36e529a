// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Several sources in fixed shares of the *tokens*. Blocks of [#BLOCK] examples have the same
/// number of each source, in a fresh order a block; each source is read in its own order without
/// gaps.
final class MixedSource implements ExampleSource {
  private static final int BLOCK = 1000;
  private static final int SAMPLE = 64;

  private final List<ExampleSource> sources = new ArrayList<>();

  /// `counts[s]` = examples of source s in a block.
  private final int[] counts;

  /// The block's places in source order: which source, and the how-manieth of it.
  private final int[] source = new int[BLOCK];

  private final int[] turn = new int[BLOCK];
  private final Permutation order;

  /// @param shares share of tokens by source; sources of share 0 must not be among them
  MixedSource(Map<ExampleSource, Double> shares, long seed) {
    List<Double> examples = new ArrayList<>();
    double sum = 0;
    for (Map.Entry<ExampleSource, Double> entry : shares.entrySet()) {
      sources.add(entry.getKey());
      examples.add(entry.getValue() / meanTokens(entry.getKey()));
      sum += examples.getLast();
    }
    counts = new int[sources.size()];
    int place = 0;
    double due = 0;
    for (int s = 0; s < sources.size(); s++) {
      due += examples.get(s) / sum * BLOCK;
      while (place < BLOCK && (place < Math.round(due) || counts[s] == 0)) {
        source[place] = s;
        turn[place++] = counts[s]++;
      }
    }
    for (; place < BLOCK; place++) {
      source[place] = 0;
      turn[place] = counts[0]++;
    }
    order = new Permutation(BLOCK, seed);
  }

  private static double meanTokens(ExampleSource source) {
    double tokens = 0;
    for (int i = 0; i < SAMPLE; i++) {
      tokens += source.at(i).tokens().length;
    }
    return tokens / SAMPLE;
  }

  @Override
  public Example at(long index) {
    int place = order.at(index);
    int s = source[place];
    return sources.get(s).at(index / BLOCK * counts[s] + turn[place]);
  }
}
