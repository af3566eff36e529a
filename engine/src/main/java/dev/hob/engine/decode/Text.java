// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.GenerationRequest;
import dev.hob.engine.kv.Trace;
import dev.hob.engine.lora.Reach;
import java.util.Arrays;
import java.util.List;

/// The tokens of one sequence: prompt, then answer. Only grows. Batch-loop thread only.
final class Text implements Trace {
  private final Reach reach;
  private final int constantPrefix;
  private final String owner;
  private int[] tokens;
  private int length;

  Text(GenerationRequest request) {
    reach = Reach.of(request.adapters(), request.prompt());
    constantPrefix = request.constantPrefix();
    owner = request.owner();
    tokens = request.prompt().clone();
    length = tokens.length;
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

  @Override
  public String owner(int position) {
    return position < constantPrefix ? "" : owner;
  }

  int[] slice(int from, int to) {
    return Arrays.copyOfRange(tokens, from, to);
  }
}
