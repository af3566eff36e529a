// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.ActionPort.Change;
import dev.hob.features.act.ActionPort.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// What became of a call; never what a model says about it.
///
/// @param confirmed who said yes; empty where nobody did
/// @param why in words for the person, where it was not done
/// @param undo where it can be taken back
record Result(
    State state,
    Optional<Yes.By> confirmed,
    Optional<JsonNode> returned,
    Optional<Change> changed,
    Optional<String> why,
    Optional<UndoOffer> undo) {
  enum State {
    DONE,
    /// The app says that it cannot be done now; nothing was called.
    DISABLED,
    /// The app, or its action, is gone.
    VANISHED,
    /// No reply in time: it may or may not have happened.
    TIMED_OUT,
    FAILED,
    /// The person said no.
    REFUSED,
    /// The person said nothing in time.
    NO_ANSWER,
    /// Something was in the way before the call, e.g. no time was left.
    NOT_RUN;

    /// As answers and audit records have it.
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// @param action that takes it back
  record UndoOffer(String action, Instant until) {}

  /// Nothing was called.
  static Result not(State state, String why) {
    return new Result(
        state,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(why),
        Optional.empty());
  }

  static Result of(Outcome outcome, Yes.By confirmed) {
    return switch (outcome) {
      case Outcome.Done(Optional<JsonNode> returned, Optional<Change> changed) ->
          new Result(
              State.DONE,
              Optional.of(confirmed),
              returned,
              changed,
              Optional.empty(),
              Optional.empty());
      case Outcome.Disabled(String why) -> confirmed(State.DISABLED, confirmed, why);
      case Outcome.Vanished(String why) -> confirmed(State.VANISHED, confirmed, why);
      case Outcome.TimedOut(Duration limit) ->
          confirmed(
              State.TIMED_OUT,
              confirmed,
              "no reply within " + limit.toMillis() + " ms; it may or may not have happened");
      case Outcome.Failed(String why) -> confirmed(State.FAILED, confirmed, why);
    };
  }

  private static Result confirmed(State state, Yes.By confirmed, String why) {
    return new Result(
        state,
        Optional.of(confirmed),
        Optional.empty(),
        Optional.empty(),
        Optional.of(why),
        Optional.empty());
  }

  Result with(UndoOffer offer) {
    return new Result(state, confirmed, returned, changed, why, Optional.of(offer));
  }

  /// Whether the app may have done it.
  boolean mayHaveHappened() {
    return state == State.DONE || state == State.TIMED_OUT;
  }

  /// The field `done` of an answer.
  ObjectNode json() {
    ObjectNode out = JsonNodeFactory.instance.objectNode().put("state", state.word());
    confirmed.ifPresent(by -> out.put("confirmed", by.word()));
    returned.ifPresent(value -> out.set("returned", value));
    changed.ifPresent(change -> {
      ObjectNode told = out.putObject("changed").put("state", change.state());
      told.set("before", change.before());
      told.set("after", change.after());
    });
    why.ifPresent(text -> out.put("why", text));
    undo.ifPresent(offer ->
        out.putObject("undo").put("action", offer.action()).put("until", offer.until().toString()));
    return out;
  }
}
