// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;

/// Gives the words of one utterance to the parameters of one action. One thread, used once.
final class Slots {
  private final Board board;

  /// @param known arguments that are there already; the new ones are added to them
  /// @param strict whether only what has a cue counts: for what was said earlier
  Slots(
      Utterance utterance,
      Profile profile,
      ObjectNode known,
      Language language,
      OffsetDateTime now,
      boolean strict) {
    this.board = new Board(utterance, profile, known, language, now, strict);
  }

  /// The most certain first: what has a value is closed to the rest.
  Filled fill() {
    Utterance utterance = board.utterance();
    for (int i = utterance.verbAt(); i >= 0 && i < utterance.verbEnd(); i++) {
      board.use(i);
    }
    NamedSlots named = new NamedSlots(board);
    ListedSlots listed = new ListedSlots(board);
    TypedSlots typed = new TypedSlots(board);
    named.rest();
    named.named();
    listed.lists();
    listed.choices();
    typed.moments();
    typed.numbers();
    listed.flags();
    new TextSlots(board).texts();
    return new Filled(board.arguments(), board.typed(), board.used(), board.mentions().size());
  }
}
