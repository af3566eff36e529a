// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.ActPorts;
import dev.hob.features.act.Action;
import dev.hob.features.act.Choice;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Options;
import dev.hob.features.flow.Task;
import dev.hob.features.flow.Turn;
import dev.hob.features.input.StrictObject;
import dev.hob.policy.ActionRules.Risk;
import java.util.List;
import java.util.Optional;

/// What `act` does with its choices, and with requests that come back to an earlier one. One for
/// the life of the features; thread-safe.
///
/// Only a choice that was made for a request's own utterance comes here, and its call runs once the
/// ticket is closed. Nothing else in Hob calls an app.
public final class Deeds {
  private static final String UNDO = "undo";
  private static final String CONSENT = "consent";
  private static final List<String> OPTIONS =
      DeedTerms.OPTIONS.stream().filter(name -> !name.equals("execute")).toList();

  private final ActPorts ports;
  private final DeedMemory memory = new DeedMemory();
  private final Waiting waiting = new Waiting();
  private final Doing doing;

  public Deeds(ActPorts ports) {
    this.ports = ports;
    this.doing = new Doing(ports, waiting, memory);
  }

  /// `made` with what follows from `choice`: the field `done` of its output is added, null where
  /// there is nothing to carry out.
  ///
  /// @param made its output is the choice as the wire has it
  public Made follow(Made made, Choice choice, DeedTerms terms) {
    return made.then(turn -> {
      ObjectNode output = made.output().deepCopy();
      switch (choice) {
        case Choice.Call call when isOurs(call, terms) ->
            output.set("done", doing.run(new Order(call, Optional.empty()), terms, turn).json());
        case Choice.Call _ -> leave(output, choice, "chosen", turn);
        case Choice.Ask _ -> leave(output, choice, "asked", turn);
        case Choice.None _ -> leave(output, choice, "none", turn);
      }
      return output;
    });
  }

  private static boolean isOurs(Choice.Call call, DeedTerms terms) {
    return terms.execute() && call.action().origin() != Action.Origin.GIVEN;
  }

  private static void leave(ObjectNode output, Choice choice, String state, Turn turn) {
    new Trail(turn, choice).at(state);
    output.putNull("done");
  }

  /// Whether an input of `act` names an earlier request instead of saying what to do.
  public static boolean claims(JsonNode input) {
    return input.has(UNDO) || input.has(CONSENT);
  }

  /// Reads `{"undo": id | "last"}` or `{"consent": consentId}`.
  public Task read(JsonNode input, JsonNode given) {
    StrictObject fields = new StrictObject(input, "/input");
    DeedTerms terms = DeedTerms.read(new Options(given, OPTIONS), false);
    boolean undo = fields.has(UNDO);
    String id = fields.text(undo ? UNDO : CONSENT);
    fields.done();
    return undo
        ? new FollowTask(turn -> undo(id, terms, turn))
        : new FollowTask(turn -> consented(id, terms, turn));
  }

  /// Asks, about the call that waits under `id`, what could not be asked before.
  private ObjectNode consented(String id, DeedTerms terms, Turn turn) throws InterruptedException {
    if (terms.confirm() == DeedTerms.Confirm.NEVER) {
      throw StrictObject.invalid("/options/confirm", "desktop or given", "never");
    }
    Who who = Who.of(turn.caller());
    Order order =
        waiting.take(id, who, turn.now()).orElseThrow(() -> doing.unknown(id, who, turn.now()));
    return done(order, terms, turn);
  }

  private ObjectNode undo(String id, DeedTerms terms, Turn turn) throws InterruptedException {
    Who who = Who.of(turn.caller());
    DeedMemory.Deed deed =
        memory.find(id, who, turn.now()).orElseThrow(() -> doing.unknown(id, who, turn.now()));
    WayBack back = deed.back();
    Optional<Action> action = now(back);
    if (action.isEmpty()) {
      return ended(
          gone(back),
          Result.State.VANISHED,
          back.done().appName() + " does not offer it any more",
          turn);
    }
    Optional<Choice.Call> call = back.call(action.get());
    if (call.isEmpty()) {
      Choice.Call bare =
          new Choice.Call(action.get(), JsonNodeFactory.instance.objectNode(), List.of());
      return ended(bare, Result.State.NOT_RUN, "what is known does not make a call of it", turn);
    }
    return done(new Order(call.get(), Optional.of(deed.request())), terms, turn);
  }

  private ObjectNode done(Order order, DeedTerms terms, Turn turn) throws InterruptedException {
    return output(order.call(), doing.run(order, terms, turn));
  }

  private static ObjectNode ended(Choice.Call call, Result.State state, String why, Turn turn) {
    new Trail(turn, call).at(state.word());
    return output(call, Result.not(state, why));
  }

  private static ObjectNode output(Choice.Call call, Result result) {
    ObjectNode output = call.json();
    output.set("done", result.json());
    return output;
  }

  /// The action that takes a deed back, as the desktop has it now.
  private Optional<Action> now(WayBack back) throws InterruptedException {
    String app = back.done().app();
    return ports.catalogue().find(Optional.of(app)).actions().stream()
        .filter(action -> action.app().equals(app) && action.name().equals(back.name()))
        .findFirst();
  }

  private static Choice.Call gone(WayBack back) {
    Action done = back.done();
    Action missing =
        new Action(
            done.app(),
            done.appName(),
            back.name(),
            "",
            JsonNodeFactory.instance.objectNode().put("type", "object"),
            Risk.HIGH,
            Action.Effect.CHANGE,
            false,
            Optional.empty(),
            done.origin());
    return new Choice.Call(missing, JsonNodeFactory.instance.objectNode(), List.of());
  }
}
