// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import dev.hob.features.act.schema.ValueType.Items;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.schema.ValueType.Text;
import dev.hob.features.act.words.Token;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Pieces of text, by their prepositions and their places. One thread, used once.
final class TextSlots {
  private static final double NEEDED = 0.8;
  private static final double OPTIONAL = 2.0;
  private static final double STRICT = 0.8;

  private final Board board;

  TextSlots(Board board) {
    this.board = board;
  }

  void texts() {
    Set<String> triggers = triggers();
    while (true) {
      List<Chunk> chunks = Chunk.of(board.utterance(), board.used(), triggers, board.lexicon());
      Cues bestCues = null;
      Chunk bestChunk = null;
      double best = 0;
      for (int k = 0; k < board.open().size(); k++) {
        for (int c = 0; c < chunks.size(); c++) {
          double score = text(board.open().get(k), chunks.get(c)) - 0.02 * k - 0.01 * c;
          double least = least(board.open().get(k));
          if (score >= least && score > best) {
            best = score;
            bestCues = board.open().get(k);
            bestChunk = chunks.get(c);
          }
        }
      }
      if (bestCues == null || bestChunk == null) {
        return;
      }
      Chunk whole = trimmed(bestCues, extended(bestCues, bestChunk));
      if (!board.take(
          bestCues,
          board.utterance().between(whole.from(), whole.to()),
          whole.from(),
          whole.to())) {
        board.open().remove(bestCues);
      }
    }
  }

  private double least(Cues cues) {
    double least = cues.parameter().mustBeSaid() ? NEEDED : OPTIONAL;
    return board.strict() ? least + STRICT : least;
  }

  private double text(Cues cues, Chunk chunk) {
    boolean list =
        cues.parameter().type() instanceof Items(var item, int _, int _) && item instanceof Text;
    boolean choice = cues.parameter().type() instanceof OneOf;
    if (!list && !choice && !(cues.parameter().type() instanceof Text)) {
      return 0;
    }
    if (choice) {
      return 0;
    }
    if (cues.isMoment()
        && board.mentions().stream()
            .noneMatch(m -> m.from() < chunk.to() && chunk.from() < m.to())) {
      return 0;
    }
    boolean figures =
        board.mentions().stream().anyMatch(m -> m.from() < chunk.to() && chunk.from() < m.to());
    boolean thing = cues.sort() == Cues.Sort.PLACE || cues.sort() == Cues.Sort.PERSON;
    double score = cues.preposition(chunk.preposition());
    if (score <= 0 || (figures && thing)) {
      return 0;
    }
    boolean capital = false;
    boolean file = false;
    for (int i = chunk.from(); i < chunk.to(); i++) {
      Token token = board.utterance().tokens().get(i);
      capital |= token.isCapital() && i > board.utterance().head();
      file |= token.text().matches("[\\w-]+\\.[A-Za-z0-9]{1,5}");
      capital |= board.utterance().quoted().contains(i);
    }
    boolean proper =
        switch (cues.sort()) {
          case PLACE, PERSON, TITLE -> true;
          case TIME, DATE, TEXT, QUERY, OTHER -> false;
        };
    if (cues.sort() == Cues.Sort.PLACE
        && chunk.preposition().isEmpty()
        && !capital
        && !chunk.modifies()
        && !asked(chunk)
        && !Chunk.isBare(board.utterance())) {
      return 0;
    }
    score += capital && proper ? 0.6 : 0;
    score += named(cues, chunk) ? 2 : 0;
    score += file && cues.sort() == Cues.Sort.TITLE ? 2 : 0;
    score += board.nearName(cues, chunk.from());
    score += chunk.modifies() && proper ? 1.2 : 0;
    return score + (cues.parameter().mustBeSaid() ? 0.5 : 0);
  }

  /// `how warm is the cellar`: what a question is about.
  private boolean asked(Chunk chunk) {
    return board.utterance().mood() == Mood.QUESTION
        && Set.of("the", "my", "our").contains(board.before(chunk.from()));
  }

  /// `Barcelona team`: the parameter's own name follows.
  private boolean named(Cues cues, Chunk chunk) {
    return chunk.modifies()
        && cues.name().contains(board.utterance().tokens().get(chunk.to()).stem());
  }

  /// `upcoming Eminem`, `Apple stock`: of a person, a place or some other thing with a name only
  /// the name counts.
  private Chunk trimmed(Cues cues, Chunk chunk) {
    boolean names =
        switch (cues.sort()) {
          case PLACE, PERSON, OTHER -> true;
          case TIME, DATE, TITLE, TEXT, QUERY -> false;
        };
    int from = chunk.from();
    int to = chunk.to();
    while (from < to && !isProper(from)) {
      from++;
    }
    while (to > from && !isProper(to - 1)) {
      to--;
    }
    if (names && from < to) {
      return new Chunk(chunk.preposition(), from, to, false);
    }
    // `living room`: what is no name of its own needs the word that says what it is.
    boolean whole = cues.sort() == Cues.Sort.PLACE && named(cues, chunk);
    return whole ? new Chunk(chunk.preposition(), chunk.from(), chunk.to() + 1, false) : chunk;
  }

  private boolean isProper(int at) {
    Token token = board.utterance().tokens().get(at);
    return board.utterance().isQuoted(at)
        || (token.isCapital() && at > board.utterance().head())
        || Character.isDigit(token.text().charAt(0));
  }

  /// Free text and search words go on to the end.
  private Chunk extended(Cues cues, Chunk chunk) {
    boolean goesOn = cues.sort() == Cues.Sort.TEXT || cues.sort() == Cues.Sort.QUERY;
    boolean others =
        board.open().stream()
            .anyMatch(other -> !other.equals(cues) && other.parameter().type() instanceof Text);
    if (!goesOn || others) {
      return chunk;
    }
    int to = chunk.to();
    while (to < board.utterance().tokens().size() && board.free(to)) {
      to++;
    }
    if (to < board.utterance().tokens().size()) {
      return chunk;
    }
    while (to > chunk.to() && !board.utterance().tokens().get(to - 1).isWord()) {
      to--;
    }
    return new Chunk(chunk.preposition(), chunk.from(), to, false);
  }

  /// Stems that speak for the action, themselves or by a synonym: they are no values.
  private Set<String> triggers() {
    Set<String> out = new HashSet<>(board.profile().name());
    out.addAll(board.profile().app());
    board
        .profile()
        .words()
        .forEach((stem, weight) -> {
          if (weight >= 1) {
            out.add(stem);
          }
        });
    for (Token token : board.utterance().tokens()) {
      if (board.lexicon().synonyms(token.stem()).stream()
          .anyMatch(board.profile().name()::contains)) {
        out.add(token.stem());
      }
    }
    return out;
  }
}
