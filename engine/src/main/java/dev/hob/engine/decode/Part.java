// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.forward.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A sequence's share of a step.
///
/// @param tokens of its text from its position on, then drafts
/// @param drafts how many of them
/// @param draws whether its next token is drawn after it
record Part(Sequence sequence, int[] tokens, int drafts, boolean draws) {
  /// The next piece of a text that is to be computed.
  static Part prompt(Sequence sequence, int most) {
    int from = sequence.position();
    int to = from + Math.min(most, sequence.remaining());
    return new Part(sequence, sequence.text.slice(from, to), 0, to == sequence.text.length());
  }

  /// The token drawn last, and `drafts` tokens of `draft` after it.
  static Part decode(Sequence sequence, Draft draft, int drafts) {
    int[] tokens = new int[1 + drafts];
    tokens[0] = sequence.text.token(sequence.position());
    System.arraycopy(draft.tokens(), 0, tokens, 1, drafts);
    return new Part(sequence, tokens, drafts, true);
  }

  /// As spans, cut where an activated adapter begins to act. Logits are wanted in the last one, if
  /// in any.
  List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    int first = sequence.position();
    int from = 0;
    while (from < tokens.length) {
      int to =
          (int) Math.min(tokens.length, (long) sequence.text.reach().until(first + from) - first);
      List<Adapter> adapters = sequence.text.reach().at(first + from);
      Span.Wanted wanted = Span.Wanted.NONE;
      if (draws && to == tokens.length) {
        wanted = drafts > 0 ? Span.Wanted.ALL : Span.Wanted.LAST;
      }
      spans.add(
          new Span(
              Arrays.copyOfRange(tokens, from, to),
              first + from,
              sequence.table(),
              adapters,
              wanted));
      from = to;
    }
    return spans;
  }
}
