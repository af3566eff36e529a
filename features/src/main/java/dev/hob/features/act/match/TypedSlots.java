// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import dev.hob.features.act.schema.ValueType.Moment;
import dev.hob.features.act.schema.ValueType.Text;
import dev.hob.features.act.value.Converter;

/// Numbers and moments: the best pair of a value and a parameter first. One thread, used once.
final class TypedSlots {

  private final Board board;

  TypedSlots(Board board) {
    this.board = board;
  }

  /// Times and days, also for strings that are named like such.
  void moments() {
    while (true) {
      Cues bestCues = null;
      Mention bestMention = null;
      double best = 0.5;
      for (Cues cues : board.open()) {
        for (Mention mention : board.mentions()) {
          double score = board.free(mention.from()) ? moment(cues, mention) : 0;
          if (score > best) {
            best = score;
            bestCues = cues;
            bestMention = mention;
          }
        }
      }
      if (bestCues == null || bestMention == null) {
        return;
      }
      Mention whole = merged(bestCues, bestMention);
      if (!board.take(bestCues, whole)) {
        board.open().remove(bestCues);
      }
    }
  }

  private double moment(Cues cues, Mention mention) {
    boolean text = cues.parameter().type() instanceof Text;
    boolean form = cues.parameter().type() instanceof Moment;
    if (!text && !form) {
      return 0;
    }
    String before = board.before(mention.from());
    double preposition = cues.preposition(before);
    double fit =
        switch (mention.kind()) {
          case TIME -> cues.sort() == Cues.Sort.TIME || form ? 2 : 0;
          case DATE ->
              cues.sort() == Cues.Sort.DATE || form ? 2 : cues.sort() == Cues.Sort.TIME ? 1 : 0;
          case DURATION -> form || cues.name().contains("duration") ? 2 : 0;
          // "from 8 to 5": bare numbers where a preposition is the parameter's own name.
          case NUMBER ->
              (cues.names().contains(before) && Chunk.isPreposition(before))
                      || (cues.sort() == Cues.Sort.TIME && before.equals("at"))
                  ? 1
                  : 0;
        };
    if (fit == 0) {
      return 0;
    }
    double near = board.nearName(cues, mention.from());
    return fit + 0.3 * preposition + near + (cues.parameter().mustBeSaid() ? 0.5 : 0);
  }

  /// `tomorrow at six` is one value for a string; for others the converter reads both.
  private Mention merged(Cues cues, Mention mention) {
    boolean alone =
        board.open().stream().noneMatch(other -> !other.equals(cues) && other.isMoment());
    if (!alone) {
      return mention;
    }
    int from = mention.from();
    int to = mention.to();
    for (Mention other : board.mentions()) {
      boolean moment = other.kind() == Mention.Kind.TIME || other.kind() == Mention.Kind.DATE;
      if (moment && board.free(other.from()) && !other.equals(mention)) {
        if (other.to() <= from && from - other.to() <= 1) {
          from = other.from();
        } else if (other.from() >= to && other.from() - to <= 1) {
          to = other.to();
        }
      }
    }
    return new Mention(mention.kind(), from, to);
  }

  void numbers() {
    while (true) {
      Cues bestCues = null;
      Mention bestMention = null;
      double best = 0;
      for (Cues cues : board.open()) {
        for (Mention mention : board.mentions()) {
          double score = board.free(mention.from()) ? number(cues, mention) : 0;
          if (score > best + 1e-9) {
            best = score;
            bestCues = cues;
            bestMention = mention;
          }
        }
      }
      if (bestCues == null || bestMention == null) {
        return;
      }
      if (!board.take(bestCues, bestMention)) {
        board.mentions().remove(bestMention);
      }
    }
  }

  private double number(Cues cues, Mention mention) {
    if (!Board.isNumeric(cues.parameter())
        || mention.kind() == Mention.Kind.TIME
        || mention.kind() == Mention.Kind.DATE) {
      return 0;
    }
    double score = cues.parameter().mustBeSaid() ? 0.6 : 0.1;
    boolean span = mention.kind() == Mention.Kind.DURATION;
    boolean wantsSpan = Converter.timeUnit(cues.parameter()).isPresent();
    if (span) {
      score += wantsSpan ? 2.5 : -1;
    }
    score += board.unit(cues, mention) + board.nearName(cues, mention.from());
    // "its three sides are 5, 4 and 3": figures before words.
    score -=
        Character.isLetter(board.utterance().tokens().get(mention.from()).text().charAt(0))
            ? 0.15
            : 0;
    if (cues.names().contains(board.before(mention.from()))) {
      score += 2;
    }
    double least = cues.parameter().mustBeSaid() ? 0.3 : onlyOne() ? 0.05 : 1;
    return score >= least ? score : 0;
  }

  private boolean onlyOne() {
    long numeric =
        board.profile().candidate().schema().parameters().stream().filter(Board::isNumeric).count();
    return numeric == 1
        && board.mentions().stream().filter(m -> m.kind() == Mention.Kind.NUMBER).count() == 1;
  }
}
