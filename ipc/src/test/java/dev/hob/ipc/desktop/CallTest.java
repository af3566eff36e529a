// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.Action;
import dev.hob.features.act.ActionPort.Change;
import dev.hob.features.act.ActionPort.Outcome;
import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.desktop.call.Launcher;
import dev.hob.ipc.testing.GtkApp;
import dev.hob.ipc.testing.PrivateBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Calls in a real GLib application on a real bus.
@EnabledIf(
    value = "dev.hob.ipc.testing.GtkApp#isPossible",
    disabledReason = "dbus-daemon, gdbus or python3-gi is not installed")
class CallTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path folder;
  private PrivateBus bus;
  private GtkApp app;
  private Desktop desktop;

  @BeforeEach
  void start() throws IOException {
    bus = new PrivateBus();
    app = new GtkApp(bus, "named");
    Path manifests = Files.createDirectory(folder.resolve("actions.d"));
    Files.writeString(
        manifests.resolve("org.example.Editor.json"),
        """
        {"hob": 1, "app": "org.example.Editor", "actions": [
          {"name": "count", "description": "Count", "risk": "low", "effect": "read",
           "parameters": {"type": "object", "properties": {
             "word": {"type": "string"}, "times": {"type": "integer", "default": 2}},
             "required": ["word"]},
           "invoke": {"dbus": {"name": "org.example.Editor", "path": "/org/example/Editor",
             "interface": "org.example.Editor", "method": "Count", "signature": "su"}}},
          {"name": "fail", "description": "Fail", "invoke": {"dbus": {"name": "org.example.Editor",
             "path": "/org/example/Editor", "interface": "org.example.Editor", "method": "Fail"}}},
          {"name": "hang", "description": "Hang", "invoke": {"dbus": {"name": "org.example.Editor",
             "path": "/org/example/Editor", "interface": "org.example.Editor", "method": "Hang"}}},
          {"name": "leave", "description": "Leave", "invoke": {"dbus": {"name":
             "org.example.Editor", "path": "/org/example/Editor", "interface":
             "org.example.Editor", "method": "Leave"}}},
          {"name": "take-back", "description": "Undo", "invoke": {"gtkAction": {"name":
             "org.example.Editor", "path": "/org/example/Editor", "action": "win.edit.undo"}}}
        ]}
        """);
    Files.writeString(
        folder.resolve("org.example.Tool.desktop"),
        """
        [Desktop Entry]
        Type=Application
        Name=Tool
        Exec=true
        Actions=note;fail;missing;
        [Desktop Action note]
        Name=Note
        Exec=sh -c "echo $0 > %k.note" "it \\\\$HOME"
        [Desktop Action fail]
        Name=Fail
        Exec=false
        [Desktop Action missing]
        Name=Missing
        Exec=no-such-program-of-hob
        """);
    desktop =
        new Desktop(
            () -> Optional.of(bus.address()),
            new DesktopOptions(
                List.of(manifests),
                List.of(folder),
                new CallerFinder(Path.of("/proc"), List.of(folder)),
                Launcher.CHILD,
                HarvestTest.PATIENT,
                Clock.systemUTC()));
  }

  @AfterEach
  void stop() throws IOException {
    desktop.close();
    app.close();
    bus.close();
  }

  @Test
  void changesTheTextAndTakesItBack() throws Exception {
    Outcome done = call("win.edit.convert.to-uppercase", none());

    assertEquals("('HELLO',)", app.text());
    assertEquals(
        Optional.of(
            new Change(
                "win.edit.undo (enabled)",
                JsonNodeFactory.instance.booleanNode(false),
                JsonNodeFactory.instance.booleanNode(true))),
        assertInstanceOf(Outcome.Done.class, done).changed());
    String undo = action("win.edit.convert.to-uppercase").undo().orElseThrow();
    assertInstanceOf(Outcome.Done.class, call(undo, none()));
    assertEquals("('hello',)", app.text());
  }

  @Test
  void aDisabledActionIsRefusedBeforeTheCall() throws Exception {
    assertInstanceOf(Outcome.Disabled.class, call("win.edit.paste", none()));
    assertInstanceOf(Outcome.Disabled.class, call("take-back", none()));
  }

  @Test
  void aSwitchIsSetAndReadBack() throws Exception {
    Outcome.Done done =
        assertInstanceOf(Outcome.Done.class, call("app.word-wrap", none().put("on", true)));

    Change change = done.changed().orElseThrow();
    assertEquals("app.word-wrap", change.state());
    assertEquals("false → true", change.before() + " → " + change.after());
    Outcome again = call("app.word-wrap", none().put("on", true));
    assertEquals(new Outcome.Done(Optional.empty(), Optional.empty()), again);
  }

  @Test
  void aChoiceAndANumberAreCalledWithTheirTypes() throws Exception {
    Outcome.Done mode =
        assertInstanceOf(Outcome.Done.class, call("win.mode", none().put("value", "advanced")));
    assertEquals("\"advanced\"", mode.changed().orElseThrow().after().toString());
    Outcome.Done tab =
        assertInstanceOf(Outcome.Done.class, call("win.tab-size", none().put("value", 4)));
    assertEquals("4", tab.changed().orElseThrow().after().toString());
  }

  @Test
  void aWrongTypeIsNoCall() throws Exception {
    Outcome.Failed failed =
        assertInstanceOf(Outcome.Failed.class, call("win.tab-size", none().put("value", "four")));
    assertTrue(failed.why().contains("D-Bus type i"), failed.why());
  }

  @Test
  void whatAMethodReturnsComesBackAsJson() throws Exception {
    assertEquals(
        new Outcome.Done(
            Optional.of(JsonNodeFactory.instance.arrayNode().add(6L).add(true)), Optional.empty()),
        call("count", none().put("word", "abc")));
    assertEquals("[3,true]", returned(call("count", none().put("word", "abc").put("times", 1))));
  }

  @Test
  void theAppsOwnErrorIsTold() throws Exception {
    assertEquals(
        new Outcome.Failed("org.example.Error.Full: the drawer is full"), call("fail", none()));
  }

  @Test
  void aCallThatNeverReturnsEndsAtItsLimit() throws Exception {
    Duration brief = Duration.ofMillis(800);
    assertEquals(
        new Outcome.TimedOut(brief), desktop.ports().port().call(action("hang"), none(), brief));
    assertEquals(
        new Outcome.TimedOut(brief),
        desktop.ports().port().call(action("win.hang"), none(), brief));
  }

  @Test
  void anAppThatIsGoneHasVanished() throws Exception {
    Action upper = action("win.edit.convert.to-uppercase");
    Action count = action("count");
    assertInstanceOf(Outcome.Vanished.class, call("leave", none()));

    assertInstanceOf(Outcome.Vanished.class, desktop.ports().port().call(upper, none(), LONG));
    assertInstanceOf(
        Outcome.Vanished.class, desktop.ports().port().call(count, none().put("word", "x"), LONG));
  }

  @Test
  void quittingIsSeenByTheAppBeingGone() throws Exception {
    Outcome.Done done = assertInstanceOf(Outcome.Done.class, call("app.quit", none()));
    assertEquals("running", done.changed().orElseThrow().state());
  }

  @Test
  void opensAFileByItsPath() throws Exception {
    Path file = Files.writeString(folder.resolve("a b.txt"), "from disk");
    assertInstanceOf(
        Outcome.Done.class, call("application.open", none().put("file", file.toString())));
    assertEquals("('from disk',)", app.text());
    assertInstanceOf(
        Outcome.Failed.class, call("application.open", none().put("file", "/no/such/file")));
  }

  @Test
  void aPlayerIsControlledAndSaysWhatItPlays() throws Exception {
    try (GtkApp player = new GtkApp(bus, "player")) {
      assertTrue(player.alive());
      Action status = action("player.status");
      assertEquals("radio", status.app());
      assertEquals(Action.Effect.READ, status.effect());
      Change change =
          assertInstanceOf(Outcome.Done.class, call("player.play", none())).changed().orElseThrow();
      assertEquals("PlaybackStatus", change.state());
      assertEquals("\"Playing\"", change.after().toString());
      assertEquals(
          "{\"status\":\"Playing\",\"title\":\"A Song\",\"artist\":\"Anna, Tom\"}",
          returned(call("player.status", none())));
      assertInstanceOf(Outcome.Disabled.class, call("player.next", none()));
    }
  }

  @Test
  void startsADesktopFilesActionWithoutAShellOfItsOwn() throws Exception {
    assertInstanceOf(Outcome.Done.class, call("desktop.note", none()));
    Path note = folder.resolve("org.example.Tool.desktop.note");
    assertEquals("it $HOME", Files.readString(note).strip());
    assertInstanceOf(Outcome.Failed.class, call("desktop.fail", none()));
    assertInstanceOf(Outcome.Failed.class, call("desktop.missing", none()));
  }

  @Test
  void whereThePersonsSystemdRunsItStartsThePrograms() throws Exception {
    Path manager = Files.createDirectories(folder.resolve("run/systemd")).resolve("private");
    Map<String, String> environment =
        Map.of("PATH", folder.toString(), "XDG_RUNTIME_DIR", folder.resolve("run").toString());
    assertEquals(Launcher.CHILD, Launcher.find(environment));
    Files.createFile(manager);
    assertEquals(Launcher.CHILD, Launcher.find(environment));
    Path systemdRun = folder.resolve("systemd-run");
    Files.writeString(systemdRun, "#!/bin/sh\necho \"$@\" > " + folder.resolve("asked") + "\n");
    Files.setPosixFilePermissions(systemdRun, PosixFilePermissions.fromString("rwx------"));

    try (Desktop on =
        new Desktop(
            Optional::empty,
            new DesktopOptions(
                List.of(),
                List.of(folder),
                new CallerFinder(Path.of("/proc"), List.of()),
                Launcher.find(environment),
                HarvestTest.PATIENT,
                Clock.systemUTC()))) {
      Action fail =
          on.ports().catalogue().find(Optional.of("tool")).actions().stream()
              .filter(action -> action.name().equals("desktop.fail"))
              .findFirst()
              .orElseThrow();
      assertInstanceOf(Outcome.Done.class, on.ports().port().call(fail, none(), LONG));
    }
    assertEquals(
        "--user --quiet --collect --slice=app.slice --property=Type=exec -- false",
        Files.readString(folder.resolve("asked")).strip());
  }

  private Outcome call(String name, ObjectNode arguments) throws InterruptedException {
    return desktop.ports().port().call(action(name), arguments, LONG);
  }

  private Action action(String name) throws InterruptedException {
    return desktop.ports().catalogue().find(Optional.empty()).actions().stream()
        .filter(action -> action.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name));
  }

  private static String returned(Outcome outcome) {
    return assertInstanceOf(Outcome.Done.class, outcome).returned().orElseThrow().toString();
  }

  private static ObjectNode none() {
    return JsonNodeFactory.instance.objectNode();
  }
}
