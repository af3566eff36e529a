// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import java.util.List;

/// What a model's config says about its tokens. Immutable.
///
/// @param size rows of the embedding; the tokenizer may have fewer tokens, never more
/// @param begin id that comes before every prompt; -1: none
/// @param ends ids that end an answer; empty: the token `<|eos|>` if there is one
public record ModelTokens(int size, int begin, List<Integer> ends) {
  public ModelTokens {
    ends = List.copyOf(ends);
  }
}
