// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.act.ActPorts;
import dev.hob.features.act.Action;
import dev.hob.features.act.ActionPort.Outcome;
import dev.hob.features.act.Choice;
import dev.hob.features.act.Confirmation;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.schema.SchemaException;
import dev.hob.features.flow.Turn;
import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.ActionRules;
import dev.hob.policy.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Carries a call out: policy, then a yes, then the app. Every way out that is not a yes calls
/// nothing. Thread-safe.
final class Doing {
  private final ActPorts ports;
  private final Waiting waiting;
  private final DeedMemory memory;
  private final Questions questions = new Questions();

  Doing(ActPorts ports, Waiting waiting, DeedMemory memory) {
    this.ports = ports;
    this.waiting = waiting;
    this.memory = memory;
  }

  /// @throws ProblemException policy denies it, or nobody could be asked; nothing was called
  Result run(Order order, DeedTerms terms, Turn turn) throws InterruptedException {
    Trail trail = new Trail(turn, order.call());
    trail.at(Result.State.NOT_RUN.word());
    Optional<DeedMemory.Deed> taken = order.undoes().map(id -> take(id, turn));
    boolean undone = false;
    try {
      Result result = new Way(order, terms, turn, trail).go();
      trail.at(result.state().word());
      undone = result.mayHaveHappened();
      return result;
    } finally {
      if (!undone) {
        taken.ifPresent(memory::putBack);
      }
    }
  }

  private DeedMemory.Deed take(String id, Turn turn) {
    Who who = Who.of(turn.caller());
    return memory.take(id, who, turn.now()).orElseThrow(() -> unknown(id, who, turn.now()));
  }

  ProblemException unknown(String id, Who who, Instant now) {
    return new ProblemException(new Problem.UnknownRequest(id, memory.known(who, now)));
  }

  /// One way from the call to its result.
  private final class Way {
    private final Order order;
    private final Choice.Call call;
    private final DeedTerms terms;
    private final Turn turn;
    private final Trail trail;
    private final Who who;

    Way(Order order, DeedTerms terms, Turn turn, Trail trail) {
      this.order = order;
      this.call = order.call();
      this.terms = terms;
      this.turn = turn;
      this.trail = trail;
      this.who = Who.of(turn.caller());
    }

    Result go() throws InterruptedException {
      Action action = call.action();
      if (!fits()) {
        return Result.not(Result.State.NOT_RUN, "the arguments are not what the action takes now");
      }
      ActionDecision decision = turn.policy().decide(turn.caller(), asked());
      trail.decided(decision);
      if (!action.enabled() && decision.rule() != ActionRules.Rule.DENY) {
        return Result.not(
            Result.State.DISABLED, action.appName() + " says that it cannot be done now");
      }
      return switch (yes(decision)) {
        case Yes.Not(Result result) -> result;
        case Yes.Said(Yes.By by) -> call(by);
      };
    }

    private Yes yes(ActionDecision decision) throws InterruptedException {
      return switch (decision.rule()) {
        case ALLOW -> new Yes.Said(Yes.By.POLICY);
        case DENY ->
            throw denied(decision.key(), decision.source(), "policy does not let it be done");
        case CONFIRM ->
            switch (terms.confirm()) {
              case NEVER -> throw parked(decision, "the caller does not wait for an answer");
              case GIVEN -> call.tainted().isEmpty() ? given(decision.given()) : ask(decision);
              case DESKTOP -> ask(decision);
            };
      };
    }

    /// A program speaks for the person. Only one that no sandbox holds may: it could call the app
    /// itself, so its word gives it nothing that it has not got.
    private Yes given(ActionDecision.Given given) {
      Caller caller = turn.caller();
      if (caller.trust() != Caller.Trust.PROCESS || caller.pid() <= 0) {
        throw denied(
            "confirm: given",
            "default",
            "only a program that runs outside any sandbox can say yes for the person");
      }
      if (!given.allowed()) {
        throw denied(given.key(), given.source(), "policy wants the person's own yes");
      }
      return new Yes.Said(Yes.By.CALLER);
    }

    private Yes ask(ActionDecision decision) throws InterruptedException {
      Duration limit = within(terms.confirmWithin());
      if (limit.isZero()) {
        return new Yes.Not(tooLate());
      }
      try (Questions.Place _ = questions.open(who, limit)) {
        trail.at("asking");
        turn.asking(asked(), limit);
        Confirmation.Question question =
            new Confirmation.Question(
                UUID.randomUUID().toString(),
                turn.caller().app(),
                call.action(),
                arguments(),
                call.taintedNames());
        return switch (ports.confirmation().ask(question, limit)) {
          case ACCEPTED -> new Yes.Said(Yes.By.PERSON);
          case REFUSED ->
              new Yes.Not(Result.not(Result.State.REFUSED, "you were asked and said no"));
          case NO_ANSWER ->
              new Yes.Not(
                  Result.not(
                      Result.State.NO_ANSWER,
                      "you were asked and did not answer within " + limit.toSeconds() + " s"));
          case CANNOT_ASK ->
              throw parked(decision, "this desktop has nothing that can ask with buttons");
        };
      }
    }

    private Result call(Yes.By by) throws InterruptedException {
      Duration limit = within(terms.callWithin());
      if (limit.isZero()) {
        return tooLate();
      }
      trail.confirmed(by);
      turn.commit();
      trail.at("called");
      Outcome outcome = ports.port().call(call.action(), arguments(), limit);
      Result result = Result.of(outcome, by);
      return outcome instanceof Outcome.Done done && order.undoes().isEmpty()
          ? undoable(result, done)
          : result;
    }

    private Result undoable(Result result, Outcome.Done done) {
      return WayBack.of(call, done.returned(), done.changed())
          .map(back -> {
            Instant until = memory.remember(turn.request(), who, back, turn.now());
            return result.with(new Result.UndoOffer(back.name(), until));
          })
          .orElse(result);
    }

    private ActionCall asked() {
      Action action = call.action();
      return new ActionCall(action.app(), action.name(), action.risk(), !call.tainted().isEmpty());
    }

    /// Nobody who is handed them can change ours.
    private ObjectNode arguments() {
      return call.arguments().deepCopy();
    }

    private boolean fits() {
      try {
        return ParameterSchema.read(call.action().parameters()).faults(call.arguments()).isEmpty();
      } catch (SchemaException e) {
        return false;
      }
    }

    private Duration within(Duration limit) {
      return turn.left().filter(left -> left.compareTo(limit) < 0).orElse(limit);
    }

    private static Result tooLate() {
      return Result.not(Result.State.NOT_RUN, "the request's deadline has passed");
    }

    private ProblemException denied(String rule, String source, String why) {
      trail.at("denied");
      return new ProblemException(
          new Problem.ActionNotPermitted(
              turn.caller().app(), call.action().app(), call.action().name(), rule, source, why));
    }

    private ProblemException parked(ActionDecision decision, String why) {
      trail.at("needs-consent");
      return new ProblemException(
          new Problem.NeedsConfirmation(
              waiting.park(who, order, turn.now()),
              Waiting.FOR,
              call.json().path("call"),
              decision.key(),
              decision.source(),
              why));
    }
  }
}
