// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.ActPorts;
import dev.hob.features.act.Action;
import dev.hob.features.act.ActionCatalogue;
import dev.hob.features.act.ActionPort.Outcome;
import dev.hob.features.act.Confirmation.Question;
import dev.hob.features.act.Confirmation.Reply;
import dev.hob.policy.ActionRules.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// Apps and a person that do as they are told, and a book of what they were asked. Fields may be
/// changed before a request.
public final class FakeDesktop {
  /// One call that reached an app.
  public record Called(Action action, ObjectNode arguments, Duration limit) {}

  public final List<Action> actions = new CopyOnWriteArrayList<>();
  public final List<Called> calls = new CopyOnWriteArrayList<>();
  public final List<Question> questions = new CopyOnWriteArrayList<>();
  public final List<Duration> waits = new CopyOnWriteArrayList<>();

  public Reply reply = Reply.ACCEPTED;
  public Outcome outcome = new Outcome.Done(Optional.empty(), Optional.empty());

  /// Runs while the person thinks.
  public Runnable thinking = () -> {};

  /// Runs while the app works.
  public Runnable working = () -> {};

  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile boolean silent;

  /// An app with a timer and a text editor: each risk, a switch, an undo.
  public static FakeDesktop usual() {
    FakeDesktop desktop = new FakeDesktop();
    desktop.actions.addAll(
        List.of(
            action("Timer", "start_timer", "Start a timer", TIMER, Risk.LOW, "stop_timer"),
            action("Timer", "stop_timer", "Stop the timer", LABEL, Risk.LOW, ""),
            action("Editor", "win.word-wrap", "Wrap long lines", SWITCH, Risk.LOW, ""),
            action("Editor", "win.uppercase", "Turn into capitals", NONE, Risk.MEDIUM, "win.undo"),
            action("Editor", "win.undo", "Undo the last edit", NONE, Risk.MEDIUM, ""),
            action("Mail", "send_mail", "Send a mail to a person", MAIL, Risk.HIGH, "")));
    return desktop;
  }

  private static final String NONE = "{'type':'object'}";
  private static final String TIMER =
      """
      {'type':'object','properties':{'minutes':{'type':'integer','description':'how long'},
       'label':{'type':'string'}},'required':['minutes']}\
      """;
  private static final String LABEL = "{'type':'object','properties':{'label':{'type':'string'}}}";
  private static final String SWITCH =
      "{'type':'object','properties':{'on':{'type':'boolean'}},'required':['on']}";
  private static final String MAIL =
      """
      {'type':'object','properties':{'to':{'type':'string','description':'to whom'}},
       'required':['to']}\
      """;

  public static Action action(
      String app, String name, String description, String schema, Risk risk, String undo) {
    return new Action(
        "org.example." + app,
        app,
        name,
        description,
        House.json(schema),
        risk,
        Action.Effect.CHANGE,
        true,
        undo.isEmpty() ? Optional.empty() : Optional.of(undo),
        Action.Origin.MANIFEST);
  }

  /// The person says nothing and the question stands until the request is cancelled.
  public void saysNothing() {
    silent = true;
  }

  /// Blocks until the person has been asked.
  public void awaitAsked() throws InterruptedException {
    asked.await();
  }

  /// All actions are disabled from now on.
  public void disableAll() {
    actions.replaceAll(it ->
        new Action(
            it.app(),
            it.appName(),
            it.name(),
            it.description(),
            it.parameters(),
            it.risk(),
            it.effect(),
            false,
            it.undo(),
            it.origin()));
  }

  public ActPorts ports() {
    return new ActPorts(this::find, this::call, this::ask);
  }

  private ActionCatalogue.Found find(Optional<String> app) {
    return new ActionCatalogue.Found(
        actions.stream()
            .filter(
                it -> app.isEmpty() || app.get().equals(it.app()) || app.get().equals(it.appName()))
            .toList(),
        List.of());
  }

  private Outcome call(Action action, ObjectNode arguments, Duration limit) {
    calls.add(new Called(action, arguments.deepCopy(), limit));
    arguments.removeAll(); // what an app is handed is its own
    working.run();
    return outcome;
  }

  private Reply ask(Question question, Duration limit) throws InterruptedException {
    questions.add(question);
    waits.add(limit);
    asked.countDown();
    if (silent) {
      new CountDownLatch(1).await();
    }
    thinking.run();
    return reply;
  }
}
