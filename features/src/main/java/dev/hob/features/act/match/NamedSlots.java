// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import dev.hob.features.act.schema.ValueType.Text;
import dev.hob.features.act.words.Stem;
import dev.hob.features.act.words.Token;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// What is said to be the free text, or to be a parameter by its name. One thread, used once.
final class NamedSlots {
  private static final Set<String> LINKS =
      Set.of(
          "is", "=", ":", "as", "to", "of", "called", "named", "titled", "number", "#", "no", "be");

  private final Board board;

  NamedSlots(Board board) {
    this.board = board;
  }

  /// What stands after a colon, `that` or `saying`, or in quotes, is the free text.
  void rest() {
    int from = board.utterance().rest();
    if (from < 0 || board.strict()) {
      return;
    }
    best(NamedSlots::freeText)
        .ifPresent(cues -> {
          String words = board.utterance().between(from, board.utterance().tokens().size());
          board.take(cues, words, from, board.utterance().tokens().size());
        });
  }

  private static double freeText(Cues cues) {
    if (!(cues.parameter().type() instanceof Text)) {
      return 0;
    }
    double sort =
        switch (cues.sort()) {
          case TEXT -> 4;
          case TITLE -> 2.5;
          case QUERY -> 2;
          case OTHER -> 1.5;
          case TIME, DATE, PLACE, PERSON -> -1;
        };
    return sort + (cues.parameter().required() ? 1 : 0);
  }

  /// `line 40`, `notebook Work`, `title is Foo`: the parameter is named.
  void named() {
    for (Cues cues : List.copyOf(board.open())) {
      for (int i = board.utterance().head(); i + 1 < board.utterance().tokens().size(); i++) {
        if (board.free(i) && names(cues, i) && value(cues, i + 1)) {
          break;
        }
      }
    }
  }

  private boolean names(Cues cues, int at) {
    List<String> names = cues.names();
    String last = Stem.of(names.getLast());
    boolean hit = board.utterance().tokens().get(at).stem().equals(last) && last.length() > 2;
    for (int k = 1; hit && k < names.size(); k++) {
      int before = at - k;
      hit =
          before >= 0
              && board
                  .utterance()
                  .tokens()
                  .get(before)
                  .lower()
                  .equals(names.get(names.size() - 1 - k));
    }
    return hit;
  }

  private boolean value(Cues cues, int from) {
    int at = from;
    boolean linked = false;
    while (at < board.utterance().tokens().size()
        && LINKS.contains(board.utterance().tokens().get(at).lower())) {
      linked |= !board.utterance().tokens().get(at).lower().equals("of");
      at++;
    }
    int start = at;
    Optional<Mention> mention =
        board.mentions().stream().filter(m -> m.from() == start).findFirst();
    boolean text = cues.parameter().type() instanceof Text;
    if (mention.isPresent()) {
      Mention.Kind kind = mention.get().kind();
      boolean moment = kind == Mention.Kind.TIME || kind == Mention.Kind.DATE;
      if (!text || moment) {
        return board.take(cues, mention.get());
      }
      if (board.open().stream()
          .anyMatch(
              other -> Board.isNumeric(other.parameter()) && other.parameter().mustBeSaid())) {
        return false;
      }
    }
    if (!(cues.parameter().type() instanceof Text)
        || start >= board.utterance().tokens().size()
        || !board.free(start)) {
      return false;
    }
    int end = start;
    while (end < board.utterance().tokens().size()
        && board.free(end)
        && isNameLike(end, start, linked)) {
      end++;
    }
    return end > start && board.take(cues, board.utterance().between(start, end), start, end);
  }

  private boolean isNameLike(int at, int start, boolean linked) {
    Token token = board.utterance().tokens().get(at);
    if (board.utterance().quoted().contains(at)) {
      return true;
    }
    boolean named =
        token.isCapital()
            || Character.isDigit(token.text().charAt(0))
            || token.text().indexOf('.') > 0;
    boolean plain = linked && token.isWord() && !board.lexicon().isFunction(token.lower());
    return token.isWord()
        && (named || plain || (at > start && token.lower().equals("and") && linked));
  }

  private Optional<Cues> best(ToDoubleFunction<Cues> score) {
    return board.open().stream()
        .filter(cues -> score.applyAsDouble(cues) > 0)
        .max(Comparator.comparingDouble(score));
  }
}
