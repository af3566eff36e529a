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

  /// Position of the page's first token.
  private final int first;

  private final int size;
  private final Words words;

  /// Tokens of one page, at their positions.
  private record Words(int first, int[] tokens, List<List<String>> acting, List<String> owners)
      implements Trace {
    @Override
    public int token(int position) {
      return tokens[position - first];
    }

    @Override
    public List<String> adapters(int position) {
      return acting.get(position - first);
    }

    @Override
    public String owner(int position) {
      return owners.get(position - first);
    }
  }

  private PrefixNode(@Nullable PrefixNode parent, @Nullable Page page, Words words) {
    this.parent = parent;
    this.page = page;
    this.words = words;
    first = words.first();
    size = words.tokens().length;
  }

  /// The empty prefix.
  static PrefixNode root() {
    return new PrefixNode(null, null, new Words(0, new int[0], List.of(), List.of()));
  }

  /// Positions `from .. to - 1` of `trace`, whose KV lies in `page`.
  static PrefixNode of(PrefixNode parent, Page page, Trace trace, int from, int to) {
    int[] tokens = new int[to - from];
    List<List<String>> acting = new ArrayList<>(to - from);
    List<String> owners = new ArrayList<>(to - from);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = trace.token(from + i);
      acting.add(trace.adapters(from + i));
      owners.add(trace.owner(from + i));
    }
    return new PrefixNode(parent, page, new Words(from, tokens, acting, owners));
  }

  int size() {
    return size;
  }

  boolean full() {
    return size == KvLayout.PAGE;
  }

  /// How many tokens of this page are those of `trace` before position `to`.
  int agrees(Trace trace, int to) {
    int end = Math.min(first + size, to);
    int position = first;
    while (position < end && words.agrees(trace, position)) {
      position++;
    }
    return position - first;
  }

  /// The child that shares most tokens with `trace` before position `to`; null if none shares any.
  @Nullable PrefixNode closest(Trace trace, int to) {
    PrefixNode best = null;
    int most = 0;
    for (PrefixNode child : children) {
      int count = child.agrees(trace, to);
      // Of equals a full page: it may lead on.
      if (count > most || (best != null && count == most && child.full() && !best.full())) {
        best = child;
        most = count;
      }
    }
    return best;
  }
}
