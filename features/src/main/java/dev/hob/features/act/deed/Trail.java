// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import dev.hob.features.act.Action;
import dev.hob.features.act.Choice;
import dev.hob.features.flow.Turn;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.audit.AuditRecord.ActionTrace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Keeps what the audit record will tell up to date, so that it is true wherever the way ends. One
/// thread.
final class Trail {
  private final Turn turn;
  private final Optional<Action> action;
  private final Instant began;
  private Optional<ActionDecision> decision = Optional.empty();
  private Optional<String> confirmed = Optional.empty();

  Trail(Turn turn, Choice choice) {
    this.turn = turn;
    this.began = turn.now();
    this.action =
        switch (choice) {
          case Choice.Call call -> Optional.of(call.action());
          case Choice.Ask ask -> Optional.of(ask.action());
          case Choice.None _ -> Optional.empty();
        };
  }

  void decided(ActionDecision by) {
    decision = Optional.of(by);
  }

  void confirmed(Yes.By by) {
    confirmed = Optional.of(by.word());
  }

  void at(String state) {
    turn.trace(
        new ActionTrace(
            action.map(Action::app).orElse(""),
            action.map(Action::name).orElse(""),
            action.map(Action::risk),
            decision,
            confirmed,
            state,
            Duration.between(began, turn.now()).toMillis()));
  }
}
