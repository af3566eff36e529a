// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import dev.hob.engine.kernel.KvLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One cached page with what its KV depends on beyond its parent's. Only a full page has children.
final class PrefixNode {
  final @Nullable PrefixNode parent;
  final @Nullable Page page;
  final List<PrefixNode> children = new ArrayList<>();

  /// Part of a prompt that every call of a feature begins with.
  boolean constant;

  /// The cache's clock at the last use.
  long used;

  private final int[] tokens;
  private final List<List<String>> adapters;

  private PrefixNode(
      @Nullable PrefixNode parent, @Nullable Page page, int[] tokens, List<List<String>> adapters) {
    this.parent = parent;
    this.page = page;
    this.tokens = tokens;
    this.adapters = adapters;
  }

  /// The empty prefix.
  static PrefixNode root() {
    return new PrefixNode(null, null, new int[0], List.of());
  }

  /// Positions `from .. to - 1` of `trace`, whose KV lies in `page`.
  static PrefixNode of(PrefixNode parent, Page page, Trace trace, int from, int to) {
    int[] tokens = new int[to - from];
    List<List<String>> adapters = new ArrayList<>(to - from);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = trace.token(from + i);
      adapters.add(trace.adapters(from + i));
    }
    return new PrefixNode(parent, page, tokens, adapters);
  }

  int size() {
    return tokens.length;
  }

  boolean full() {
    return tokens.length == KvLayout.PAGE;
  }

  /// How many tokens of this page are those at positions `from ..` of `trace`, `to` excluded.
  int agrees(Trace trace, int from, int to) {
    int most = Math.min(tokens.length, to - from);
    int count = 0;
    while (count < most
        && tokens[count] == trace.token(from + count)
        && adapters.get(count).equals(trace.adapters(from + count))) {
      count++;
    }
    return count;
  }

  /// The child that shares most tokens with `trace` from `from` on; null if none shares any.
  @Nullable PrefixNode closest(Trace trace, int from, int to) {
    PrefixNode best = null;
    int most = 0;
    for (PrefixNode child : children) {
      int count = child.agrees(trace, from, to);
      // Of equals a full page: it may lead on.
      if (count > most || (best != null && count == most && child.full() && !best.full())) {
        best = child;
        most = count;
      }
    }
    return best;
  }
}
