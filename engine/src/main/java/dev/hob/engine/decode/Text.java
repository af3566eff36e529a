// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.kv.Trace;
import dev.hob.engine.lora.Reach;
import java.util.Arrays;
import java.util.List;

/// The tokens of one sequence: prompt, then answer. Only grows. Batch-loop thread only.
final class Text implements Trace {
  private final Reach reach;
  private int[] tokens;
  private int length;

  Text(int[] prompt, Reach reach) {
    this.reach = reach;
    tokens = prompt.clone();
    length = prompt.length;
  }

  void add(int token) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, length + Math.max(64, length / 2));
    }
    tokens[length++] = token;
  }

  int length() {
    return length;
  }

  Reach reach() {
    return reach;
  }

  @Override
  public int token(int position) {
    return tokens[position];
  }

  @Override
  public List<String> adapters(int position) {
    return reach.digests(position);
  }

  /// Whether this and `other` have the same token under the same adapters at `position`.
  boolean agrees(Text other, int position) {
    return token(position) == other.token(position)
        && adapters(position).equals(other.adapters(position));
  }

  int[] slice(int from, int to) {
    return Arrays.copyOfRange(tokens, from, to);
  }
}
