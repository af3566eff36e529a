// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.features.Notification;
import dev.hob.features.act.Action;
import dev.hob.features.act.ActionPort;
import dev.hob.features.act.Confirmation;
import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.desktop.Desktop;
import dev.hob.ipc.desktop.DesktopOptions;
import dev.hob.ipc.desktop.call.Launcher;
import dev.hob.ipc.desktop.harvest.HarvestLimits;
import dev.hob.ipc.inbox.Inbox;
import dev.hob.ipc.inbox.InboxJson;
import dev.hob.ipc.testing.ButtonServer;
import dev.hob.ipc.testing.GtkApp;
import dev.hob.ipc.testing.NotificationServer;
import dev.hob.ipc.testing.OpenDoors;
import dev.hob.ipc.testing.PrivateBus;
import dev.hob.ipc.testing.ScriptedFeatures;
import dev.hob.policy.ActionRules;
import dev.hob.policy.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.freedesktop.dbus.exceptions.DBusException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// The bus door over a real `dbus-daemon`, driven by `gdbus`.
@EnabledIf(
    value = "dev.hob.ipc.testing.PrivateBus#isPossible",
    disabledReason = "dbus-daemon or gdbus is not installed")
class SessionBusTest {
  private static final String FACE = "dev.hob.Intelligence1";

  private final ScriptedFeatures features = new ScriptedFeatures();
  private final List<Notification> seen = new CopyOnWriteArrayList<>();
  private final List<String> gone = new CopyOnWriteArrayList<>();
  private final List<Answer> digests = new CopyOnWriteArrayList<>();
  private PrivateBus bus;
  private SessionBus door;
  private Desktop desktop;

  @BeforeEach
  void open() throws IOException {
    bus = new PrivateBus();
    Clock clock = Clock.systemUTC();
    desktop =
        new Desktop(
            () -> Optional.of(bus.address()),
            new DesktopOptions(
                List.of(),
                List.of(),
                new CallerFinder(Path.of("/proc"), List.of()),
                Launcher.CHILD,
                HarvestLimits.DEFAULT,
                clock));
    BusPorts ports =
        new BusPorts(
            features,
            new OpenDoors.FixedStatus(),
            new InboxJson(new Inbox(Inbox.Bounds.DEFAULT, clock), clock),
            new CallerFinder(Path.of("/proc"), List.of()),
            desktop.apps(),
            digests::add,
            seen::add,
            gone::add);
    door = new SessionBus(() -> Optional.of(bus.address()), ports, clock);
    door.start();
    await().until(() -> door.service().startsWith("available"));
    await().until(() -> door.monitor().equals("available"));
  }

  @AfterEach
  void close() throws IOException {
    door.close();
    desktop.close();
    bus.close();
  }

  @Test
  void summarizesATextForAScript() throws IOException {
    assertEquals("('one two',)\n", call("SummarizeText", "one two"));
    Caller caller = features.last().caller();
    assertEquals("gdbus", caller.app());
    assertEquals(OpenDoors.ownUid(), caller.uid());
  }

  @Test
  void rewritesATextForAScriptAndTakesTheStyleAsAnOption() throws IOException {
    assertEquals("('one two',)\n", call("RewriteText", "one two", "concise"));
    assertEquals("concise", features.last().options().path("style").asText());

    call("Rewrite", "{\"text\":\"a\"}", "{'style': <'friendly'>, 'strength': <1>}");
    await().until(() -> features.last().options().path("style").asText().equals("friendly"));
    assertEquals(1, features.last().options().path("strength").asInt());
  }

  @Test
  void prioritizesWhatIsGivenOrElseTheInbox() throws IOException {
    call("Prioritize", "{\"notifications\":[{\"id\":\"7\",\"app\":\"a\"}]}", "{}");
    await().until(() -> features.last().feature().equals("prioritize"));
    assertEquals("7", features.last().input().at("/notifications/0/id").asText());

    call("Prioritize", "", "{}");
    await().until(() -> features.last().input().path("notifications").isEmpty());
    assertTrue(features.last().input().has("now"), features.last().input().toString());
  }

  @Test
  void namesErrorsInItsOwnVocabulary() throws IOException {
    String malformed = call("Summarize", "{not json", "{}");
    assertTrue(malformed.contains("dev.hob.Error.InvalidInput"), malformed);
    String large = call("SummarizeText", "x".repeat(100_000));
    assertTrue(large.startsWith("('xxx"), large.substring(0, 40));
    String unknown = call("Paint", "x");
    assertTrue(unknown.contains("UnknownMethod"), unknown);
  }

  @Test
  void isIntrospectableFromTheRoot() throws IOException {
    String tree =
        bus.gdbus(
            List.of("introspect", "--session", "--recurse", "--dest", FACE, "--object-path", "/"));

    assertTrue(tree.contains("interface dev.hob.Intelligence1"), tree);
    assertTrue(tree.contains("readonly u Version = 1"), tree);
    assertTrue(tree.contains("'digest': <'unavailable: no base'>"), tree);
  }

  @Test
  void aRequestAnswersItsCallerAlone() throws IOException {
    Path heard = Files.createTempFile("hob-heard", ".txt");
    Process stranger = bus.follow(List.of("monitor", "--session", "--dest", FACE), heard);
    await().until(() -> Files.readString(heard).contains("is owned by"));

    String path = call("Summarize", "{\"text\":\"private words\"}", "{'handle_token': <'t1'>}");

    assertTrue(
        path.matches("(?s)\\(objectpath '/dev/hob/Intelligence1/request/1_\\d+/t1',\\)\\n"), path);
    call("SummarizeText", "end");
    door.digestReady(ScriptedFeatures.answer("digest", "secret"));
    await().until(() -> Files.readString(heard).contains("DigestReady"));
    stranger.destroy();
    String overheard = Files.readString(heard);
    assertFalse(overheard.contains("private") || overheard.contains("secret"), overheard);
    Files.delete(heard);
  }

  @Test
  void aCallerThatVanishesCancelsItsRequest() throws IOException {
    features.script(ScriptedFeatures::untilCancelled);

    call("Summarize", "{\"text\":\"a\"}", "{}"); // gdbus leaves the bus once it has the path

    await().until(() -> features.cancels() == 1);
  }

  @Test
  void seesWhatRealClientsNotify() throws IOException, DBusException {
    try (NotificationServer server = new NotificationServer(bus.address())) {
      notify(
          "Mail",
          "Anna <b>",
          "Lunch at <i>noon</i>?",
          "{'urgency': <byte 2>, 'desktop-entry': <'org.example.Mail'>}");
      notify("Volume", "60 %", "", "{'x-canonical-private-synchronous': <'volume'>}");
      notify(
          "Chat",
          "Bo",
          "hi",
          "{'transient': <true>, 'image-data': <(1, 1, 3, false, 8, 3, [byte 1, 2, 3])>}");

      await().until(() -> seen.size() == 2);
      Notification mail = seen.getFirst();
      assertEquals("1", mail.id());
      assertEquals("org.example.Mail", mail.app());
      assertEquals("Anna <b>", mail.summary());
      assertEquals("Lunch at <i>noon</i>?", mail.body());
      assertEquals(2, mail.urgency());
      assertTrue(seen.get(1).transientHint());

      server.close(1, 2);
      await().until(() -> gone.equals(List.of("1")));
    }
  }

  @Test
  void comesBackWhenTheBusDoes() throws IOException {
    bus.close();
    await().until(() -> door.service().startsWith("unavailable"));
    bus = new PrivateBus();
    await().until(() -> door.service().startsWith("available"));
    await().until(() -> door.monitor().equals("available"));
  }

  private void notify(String app, String summary, String body, String hints) throws IOException {
    String answer =
        bus.gdbus(
            List.of(
                "call",
                "--session",
                "--dest",
                "org.freedesktop.Notifications",
                "--object-path",
                "/org/freedesktop/Notifications",
                "--method",
                "org.freedesktop.Notifications.Notify",
                app,
                "0",
                "",
                summary,
                body,
                "['default', 'Open', 'reply', 'Reply']",
                hints,
                "0"));
    assertTrue(answer.startsWith("(uint32 "), answer);
  }

  @Test
  void whatHobItselfAsksIsNoNews() throws Exception {
    try (ButtonServer server =
        new ButtonServer(bus.address(), List.of("actions", "body", "body-markup"))) {
      Action action =
          new Action(
              "org.example.App",
              "App",
              "quit",
              "Quit",
              JsonNodeFactory.instance.objectNode(),
              ActionRules.Risk.HIGH,
              Action.Effect.CHANGE,
              true,
              Optional.empty(),
              Action.Origin.MANIFEST);
      Confirmation.Question question =
          new Confirmation.Question(
              "q", "gedit", action, JsonNodeFactory.instance.objectNode(), List.of());
      Confirmation.Reply reply =
          desktop.ports().confirmation().ask(question, Duration.ofMillis(500));
      assertEquals(Confirmation.Reply.NO_ANSWER, reply);
      assertEquals("App: Quit?", server.shown().getFirst().title());

      notify("Chat", "Anna", "hello", "{}");
      await().until(() -> !seen.isEmpty());
      assertEquals(List.of("Anna"), seen.stream().map(Notification::summary).toList());
    }
  }

  @Test
  void anAppRegistersItsOwnActionsUntilItLeaves() throws Exception {
    assumeTrue(GtkApp.isPossible(), "python3-gi is not installed");
    String manifest =
        """
        {"hob": 1, "app": "org.example.Editor", "actions": [{"name": "text", "description":
        "The text", "effect": "read", "risk": "low", "invoke": {"dbus": {"name":
        "org.example.Editor", "path": "/org/example/Editor", "interface": "org.example.Editor",
        "method": "Text"}}}]}\
        """;
    try (GtkApp app = new GtkApp(bus, "named")) {
      assertEquals("()", app.call("Register", manifest));

      Action text = registered().getFirst();
      assertEquals("org.example.Editor", text.app());
      assertEquals(
          new ActionPort.Outcome.Done(
              Optional.of(JsonNodeFactory.instance.textNode("hello")), Optional.empty()),
          desktop
              .ports()
              .port()
              .call(text, JsonNodeFactory.instance.objectNode(), Duration.ofSeconds(10)));

      String elsewhere =
          app.call(
              "Register",
              manifest.replace(
                  "\"name\":\n\"org.example.Editor", "\"name\":\n\"org.freedesktop.DBus"));
      assertTrue(elsewhere.contains("/actions/0/invoke/dbus/name"), elsewhere);
      String another =
          app.call(
              "Register",
              manifest.replace(
                  "\"app\": \"org.example.Editor\"", "\"app\": \"org.example.Other\""));
      assertTrue(another.contains("/app"), another);
      assertEquals(1, registered().size(), "what was registered before stays");
    }
    await().until(() -> registered().isEmpty());
  }

  @Test
  void theExampleOfTheDocumentationCanBeActedIn() throws Exception {
    assumeTrue(GtkApp.isPossible(), "python3-gi is not installed");
    ProcessBuilder builder =
        new ProcessBuilder("/usr/bin/python3", "../docs/examples/timer.py")
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DBUS_SESSION_BUS_ADDRESS", bus.address());
    Process timer = builder.start();
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> registered().size() == 3);
      Action start = registered().getFirst();
      assertEquals("start_timer", start.name());
      assertEquals("Timer", start.appName());
      assertEquals(0, secondsLeft());
      call(start, JsonNodeFactory.instance.objectNode().put("minutes", 5));
      assertTrue(secondsLeft() > 200, "a timer of five minutes runs");
      call(registered().get(1), JsonNodeFactory.instance.objectNode());
      assertEquals(0, secondsLeft());
    } finally {
      timer.destroyForcibly().onExit().join();
    }
  }

  private int secondsLeft() throws InterruptedException {
    return call(registered().getLast(), JsonNodeFactory.instance.objectNode())
        .returned()
        .orElseThrow()
        .intValue();
  }

  private ActionPort.Outcome.Done call(Action action, ObjectNode arguments)
      throws InterruptedException {
    return assertInstanceOf(
        ActionPort.Outcome.Done.class,
        desktop.ports().port().call(action, arguments, Duration.ofSeconds(20)));
  }

  private List<Action> registered() throws InterruptedException {
    return desktop.ports().catalogue().find(Optional.empty()).actions().stream()
        .filter(action -> action.origin() == Action.Origin.REGISTERED)
        .toList();
  }

  private String call(String method, String... arguments) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "call",
                "--session",
                "--dest",
                FACE,
                "--object-path",
                "/dev/hob/Intelligence1",
                "--method",
                FACE + "." + method));
    command.addAll(List.of(arguments));
    return bus.gdbus(command);
  }
}
