// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import dev.hob.engine.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// A vocabulary's ordinary tokens in the order of their bytes, so that one walk shares what
/// neighbours have in common. Immutable.
final class TokenOrder {
  private final int[] ids;
  private final byte[][] bytes;

  /// Bytes that each token shares with the one before it.
  private final int[] shared;

  private final int longest;

  private TokenOrder(int[] ids, byte[][] bytes) {
    this.ids = ids;
    this.bytes = bytes;
    this.shared = new int[ids.length];
    int most = 1;
    for (int i = 0; i < ids.length; i++) {
      int mismatch = i == 0 ? 0 : Arrays.mismatch(bytes[i - 1], bytes[i]);
      shared[i] = mismatch < 0 ? bytes[i].length : mismatch;
      most = Math.max(most, bytes[i].length);
    }
    longest = most;
  }

  static TokenOrder of(Tokenizer tokenizer) {
    List<Integer> ordinary = new ArrayList<>();
    byte[][] all = new byte[tokenizer.vocabularySize()][];
    for (int id = 0; id < all.length; id++) {
      all[id] = tokenizer.bytes(id);
      if (all[id].length > 0) {
        ordinary.add(id);
      }
    }
    ordinary.sort(Comparator.comparing((Integer id) -> all[id], Arrays::compareUnsigned));
    int[] ids = ordinary.stream().mapToInt(Integer::intValue).toArray();
    byte[][] bytes = ordinary.stream().map(id -> all[id]).toArray(byte[][]::new);
    return new TokenOrder(ids, bytes);
  }

  /// Bytes of the longest token.
  int longest() {
    return longest;
  }

  /// Ids of the tokens whose bytes may all come at `state`.
  BitSet allowed(Node state, Arena arena) {
    BitSet out = new BitSet();
    Node[] path = new Node[longest + 1];
    path[0] = state;
    int deepest = 0; // path[0..deepest] belongs to the token before
    int dead = Integer.MAX_VALUE; // the depth at which it failed
    for (int i = 0; i < ids.length; i++) {
      int depth = Math.min(shared[i], deepest);
      if (shared[i] >= dead) {
        continue;
      }
      dead = Integer.MAX_VALUE;
      byte[] token = bytes[i];
      while (depth < token.length) {
        Node next = path[depth].after(token[depth] & 0xFF, arena);
        depth++;
        if (next.isNever()) {
          dead = depth;
          break;
        }
        path[depth] = next;
      }
      deepest = dead == Integer.MAX_VALUE ? depth : depth - 1;
      if (dead == Integer.MAX_VALUE) {
        out.set(ids[i]);
      }
    }
    return out;
  }
}
