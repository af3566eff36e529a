// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.Action;
import dev.hob.features.act.Confirmation.Question;
import dev.hob.features.act.Confirmation.Reply;
import dev.hob.ipc.dbus.KeptBusClient;
import dev.hob.ipc.desktop.confirm.NotificationConfirmation;
import dev.hob.ipc.testing.ButtonServer;
import dev.hob.ipc.testing.ButtonServer.Shown;
import dev.hob.ipc.testing.PrivateBus;
import dev.hob.policy.ActionRules.Risk;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Asking the person, over a real bus, with a server whose buttons the test presses.
@EnabledIf(
    value = "dev.hob.ipc.testing.PrivateBus#isPossible",
    disabledReason = "dbus-daemon or gdbus is not installed")
class ConfirmationTest {
  private static final List<String> FULL = List.of("actions", "body", "body-markup");
  private static final Duration LONG = Duration.ofSeconds(30);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private PrivateBus bus;
  private KeptBusClient client;
  private NotificationConfirmation confirmation;

  @BeforeEach
  void open() throws IOException {
    bus = new PrivateBus();
    client = new KeptBusClient(() -> Optional.of(bus.address()));
    confirmation = new NotificationConfirmation(client);
  }

  @AfterEach
  void close() throws IOException {
    threads.shutdownNow();
    client.close();
    bus.close();
  }

  @Test
  void oneButtonDoesItAndTheOtherLeavesIt() throws Exception {
    try (ButtonServer server = new ButtonServer(bus.address(), FULL)) {
      Future<Reply> yes = ask("a", LONG);
      Shown first = shown(server, 1);
      server.press(first.id(), first.key("Do it"));
      assertEquals(Reply.ACCEPTED, yes.get());

      Future<Reply> no = ask("b", LONG);
      Shown second = shown(server, 2);
      server.press(second.id(), second.key("Leave it"));
      assertEquals(Reply.REFUSED, no.get());
      await().until(() -> server.closed().equals(List.of(1L, 2L)));
    }
  }

  @Test
  void severalQuestionsStandSideBySide() throws Exception {
    try (ButtonServer server = new ButtonServer(bus.address(), FULL)) {
      Future<Reply> one = ask("one", LONG);
      Shown first = shown(server, 1);
      Future<Reply> two = ask("two", LONG);
      Shown second = shown(server, 2);

      server.press(second.id(), second.key("Do it"));
      assertEquals(Reply.ACCEPTED, two.get());
      assertFalse(one.isDone());
      server.press(first.id(), first.key("Leave it"));
      assertEquals(Reply.REFUSED, one.get());
    }
  }

  @Test
  void showsWhatWouldHappenAndMarksWhatThePersonDidNotSay() throws Exception {
    try (ButtonServer server = new ButtonServer(bus.address(), FULL)) {
      Future<Reply> reply = ask("<b>Tom & Anna</b>\u202e\n\nDo it", LONG);
      Shown shown = shown(server, 1);

      assertEquals("Mail: Send a message?", shown.title());
      assertTrue(
          shown.body().contains("to: “&lt;b&gt;Tom &amp; Anna&lt;/b&gt; Do it”<b>"), shown.body());
      assertTrue(shown.body().contains("copied from content"), shown.body());
      assertTrue(shown.body().contains("Action: send of org.example.Mail"), shown.body());
      assertTrue(shown.body().endsWith("Asked for by gedit"), shown.body());
      server.dismiss(shown.id(), 2);
      assertEquals(Reply.NO_ANSWER, reply.get());
    }
  }

  @Test
  void aServerWithoutMarkupGetsPlainText() throws Exception {
    try (ButtonServer server = new ButtonServer(bus.address(), List.of("actions", "body"))) {
      Future<Reply> reply = ask("Tom & Anna", LONG);
      Shown shown = shown(server, 1);

      assertTrue(shown.body().contains("to: “Tom & Anna”  ← copied"), shown.body());
      server.dismiss(shown.id(), 1);
      assertEquals(Reply.NO_ANSWER, reply.get());
    }
  }

  @Test
  void aServerWithoutButtonsOrNoServerCannotAsk() throws Exception {
    assertEquals(Reply.CANNOT_ASK, ask("a", LONG).get());
    try (ButtonServer server = new ButtonServer(bus.address(), List.of("body"))) {
      assertEquals(Reply.CANNOT_ASK, ask("a", LONG).get());
      assertTrue(server.shown().isEmpty());
    }
  }

  @Test
  void withoutABusNobodyCanBeAsked() throws Exception {
    try (KeptBusClient none = new KeptBusClient(Optional::empty)) {
      assertEquals(Reply.CANNOT_ASK, new NotificationConfirmation(none).ask(question("a"), LONG));
    }
  }

  @Test
  void silenceMeansNoAndTheQuestionIsTakenAway() throws Exception {
    try (ButtonServer server = new ButtonServer(bus.address(), FULL)) {
      assertEquals(Reply.NO_ANSWER, ask("a", Duration.ofMillis(1_500)).get());
      await().until(() -> server.closed().equals(List.of(1L)));
    }
  }

  @Test
  void neitherAStrangersSignalNorAnotherIdNorAnotherKeyIsAnAnswer() throws Exception {
    try (ButtonServer server = new ButtonServer(bus.address(), FULL)) {
      Future<Reply> reply = ask("a", LONG);
      Shown shown = shown(server, 1);

      ButtonServer.forge(bus.address(), shown.id(), shown.key("Do it"));
      server.press(shown.id() + 1, shown.key("Do it"));
      server.press(shown.id(), "do");
      server.press(shown.id(), "default");
      server.press(shown.id(), shown.key("Leave it"));

      assertEquals(Reply.REFUSED, reply.get());
    }
  }

  @Test
  void aServerThatGoesAwayIsNoAnswer() throws Exception {
    Future<Reply> reply;
    try (ButtonServer server = new ButtonServer(bus.address(), FULL)) {
      reply = ask("a", LONG);
      shown(server, 1);
    }
    assertEquals(Reply.NO_ANSWER, reply.get());
  }

  @Test
  void aBusThatGoesAwayIsNoAnswer() throws Exception {
    try (PrivateBus other = new PrivateBus();
        KeptBusClient on = new KeptBusClient(() -> Optional.of(other.address()));
        ButtonServer server = new ButtonServer(other.address(), FULL)) {
      Future<Reply> reply =
          threads.submit(() -> new NotificationConfirmation(on).ask(question("a"), LONG));
      shown(server, 1);
      other.stop();
      assertEquals(Reply.NO_ANSWER, reply.get());
    }
  }

  private Future<Reply> ask(String to, Duration limit) {
    return threads.submit(() -> confirmation.ask(question(to), limit));
  }

  private static Shown shown(ButtonServer server, int number) {
    await().until(() -> server.shown().size() >= number);
    return server.shown().get(number - 1);
  }

  private static Question question(String to) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("to", to);
    return new Question(
        "q1",
        "gedit",
        new Action(
            "org.example.Mail",
            "Mail",
            "send",
            "Send a message",
            JsonNodeFactory.instance.objectNode().put("type", "object"),
            Risk.HIGH,
            Action.Effect.CHANGE,
            true,
            Optional.empty(),
            Action.Origin.MANIFEST),
        arguments,
        List.of("to"));
  }
}
