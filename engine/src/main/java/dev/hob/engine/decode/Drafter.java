// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.constrain.TokenConstraint;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Guesses how one sequence goes on, from its own text and from its constraint. Batch-loop thread
/// only.
///
/// Nothing here decides a token: what is drafted is verified by the tokens that are drawn.
final class Drafter {
  /// Below it a guess is not worth writing down.
  private static final double LEAST = 0.05;

  /// Tokens after which a copy that was left is given up.
  private static final int PATIENCE = 4;

  private static final int NONE = -1;

  private final Text text;
  private final int[] stops;
  private final Odds odds;
  private final Odds engine;
  private final Lookup lookup;

  /// Where the copy under way goes on; or was left, `missed` tokens ago.
  private int source = NONE;

  private int missed;
  private int seen;
  private Draft latest = Draft.NONE;

  /// @param stops tokens that end the text
  /// @param engine learns with this sequence and gives it its first odds
  Drafter(Text text, int[] stops, Odds engine) {
    this.text = text;
    this.stops = stops;
    this.engine = engine;
    odds = engine.ofSequence();
    lookup = new Lookup(text);
    seen = text.length();
  }

  /// @param most tokens
  /// @param ahead of the sequence's constraint, changed by this; null if it cannot tell
  Draft draft(int most, TokenConstraint.@Nullable Ahead ahead) {
    Pen pen = new Pen(most);
    while (pen.count < most && pen.goesOn) {
      pen.write(ahead);
    }
    latest = pen.draft();
    return latest;
  }

  /// Learns from the tokens that the text has got since the last draft.
  void learn() {
    boolean right = true;
    for (int i = 0; i < latest.length() && seen + i < text.length() && right; i++) {
      right = latest.tokens()[i] == text.token(seen + i);
      odds.learn(latest.hunches()[i], right);
      engine.learn(latest.hunches()[i], right);
    }
    for (; seen < text.length(); seen++) {
      follow(text.token(seen));
    }
    latest = Draft.NONE;
  }

  /// Moves along the source with a token that has come.
  private void follow(int token) {
    if (source == NONE) {
      return;
    }
    int resumed = source + missed;
    if (resumed < seen && text.token(resumed) == token) {
      source = resumed + 1;
      missed = 0;
    } else if (++missed > PATIENCE) {
      source = NONE;
    }
  }

  /// One draft while it is written.
  private final class Pen {
    final int[] tokens;
    final Hunch[] hunches;
    final double[] chances;
    int count;
    boolean goesOn = true;
    private double chance = 1;

    /// Where the token after the draft stands in text and draft, or NONE; and why.
    private int next = NONE;

    private int agreed;

    Pen(int most) {
      tokens = new int[most];
      hunches = new Hunch[most];
      chances = new double[most];
    }

    Draft draft() {
      return new Draft(
          Arrays.copyOf(tokens, count),
          Arrays.copyOf(hunches, count),
          Arrays.copyOf(chances, count));
    }

    void write(TokenConstraint.@Nullable Ahead ahead) {
      Optional<TokenConstraint.Guess> told = ahead == null ? Optional.empty() : ahead.guess();
      if (told.isPresent() && told.get().certain()) {
        put(told.get().token(), Hunch.CERTAIN, ahead);
        return;
      }
      Hunch hunch = look();
      if (hunch != null && (ahead == null || ahead.allows(token(next)))) {
        put(token(next), hunch, ahead);
      } else if (told.isPresent()) {
        put(told.get().token(), Hunch.SPELT, ahead);
      } else {
        goesOn = false;
      }
    }

    private void put(int token, Hunch hunch, TokenConstraint.@Nullable Ahead ahead) {
      chance *= odds.of(hunch);
      goesOn = chance >= LEAST;
      if (!goesOn && count > 0) {
        return;
      }
      boolean along = next != NONE && token(next) == token;
      tokens[count] = token;
      hunches[count] = hunch;
      chances[count] = chance;
      count++;
      agreed = along ? agreed + 1 : 0;
      next = along ? next + 1 : NONE;
      goesOn &= Arrays.stream(stops).noneMatch(stop -> stop == token);
      if (ahead != null) {
        ahead.accept(token);
      }
    }

    /// A token of the text as it would be with the draft.
    private int token(int position) {
      return position < text.length() ? text.token(position) : tokens[position - text.length()];
    }

    /// Sets `next` to what the text suggests.
    private @Nullable Hunch look() {
      int length = text.length() + count;
      if (next != NONE) {
        return Hunch.ofMatch(agreed);
      }
      if (length < 2) {
        return null;
      }
      int[] tail = new int[Math.min(Lookup.LONGEST, length)];
      for (int i = 0; i < tail.length; i++) {
        tail[i] = token(length - 1 - i);
      }
      if (lookup.find(tail, count == 0 && missed == 0 ? source : NONE)) {
        next = lookup.position();
        agreed = lookup.matched();
        if (count == 0) {
          source = next;
          missed = 0;
        }
        return Hunch.ofMatch(agreed);
      }
      return count == 0 ? lookNearby(tail[0]) : null;
    }

    /// A copy was left a moment ago: where does it go on?
    private @Nullable Hunch lookNearby(int last) {
      if (source == NONE || missed == 0) {
        return null;
      }
      int end = Math.min(source + 2 * PATIENCE, text.length() - 1);
      for (int place = source; place < end; place++) {
        if (text.token(place) == last) {
          next = place + 1;
          agreed = 1;
          return Hunch.NEARBY;
        }
      }
      if (source + missed >= text.length()) {
        return null;
      }
      next = source + missed;
      agreed = 1;
      return missed == 1 ? Hunch.RESUMED : Hunch.RESUMED_LATER;
    }
  }
}
