// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.desktop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.cli.demo.RealApp;
import dev.hob.features.act.Action;
import dev.hob.features.act.ActionPort.Change;
import dev.hob.features.act.ActionPort.Outcome;
import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.desktop.Desktop;
import dev.hob.ipc.desktop.DesktopOptions;
import dev.hob.ipc.desktop.call.Launcher;
import dev.hob.ipc.desktop.harvest.HarvestLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two programs that know nothing of Hob: mousepad (GTK 3), which owns a name, and gnome-calculator
/// (GTK 4), which owns none.
class RealAppsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final HarvestLimits PATIENT =
      new HarvestLimits(LONG, LONG, Duration.ZERO, Duration.ZERO, 512);

  private static RealDesktop real;
  private static Desktop desktop;

  @BeforeAll
  static void start() throws Exception {
    real = RealDesktop.start("mousepad", "gnome-calculator");
    real.run("mousepad");
    real.run("gnome-calculator");
    List<Path> applications = List.of(Path.of("/usr/share/applications"));
    desktop =
        new Desktop(
            () -> Optional.of(real.busAddress()),
            new DesktopOptions(
                List.of(),
                applications,
                new CallerFinder(Path.of("/proc"), applications),
                Launcher.CHILD,
                PATIENT,
                Clock.systemUTC()));
    real.awaitWindow("Mousepad");
    real.awaitWindow("Calculator");
    await().atMost(RealDesktop.PATIENCE).until(() -> offers("Mousepad", "win.file.save"));
    await().atMost(RealDesktop.PATIENCE).until(() -> offers("Calculator", "win.mode"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (desktop != null) {
      desktop.close();
    }
    if (real != null) {
      real.close();
    }
  }

  @Test
  void findsMousepadsActionsWithTheLabelsOfItsMenus() throws Exception {
    Action upper = action("mousepad", "win.edit.convert.to-uppercase");
    assertEquals("org.xfce.mousepad", upper.app());
    assertEquals("Mousepad", upper.appName());
    assertTrue(
        upper.description().startsWith("Edit › Convert › To Uppercase"), upper.description());
    assertEquals(Optional.of("win.edit.undo"), upper.undo());
    Action tab = action("mousepad", "win.document.tab.tab-size");
    assertEquals("integer", tab.parameters().at("/properties/value/type").asText());
    assertTrue(tab.parameters().at("/properties/value/enum").size() >= 4, tab.toString());
    assertTrue(all("mousepad").size() > 80, "actions: " + all("mousepad").size());
    assertTrue(offers("mousepad", "application.open"));
    assertTrue(offers("mousepad", "desktop.preferences"));
  }

  @Test
  void changesATextSavesItAndTakesItBackInTheFile() throws Exception {
    Path file = Files.writeString(real.folder().resolve("letter.txt"), "hello hob\n");
    done(call("mousepad", "application.open", none().put("file", file.toString())));
    real.awaitWindow("letter.txt");

    Action upper = action("mousepad", "win.edit.convert.to-uppercase");
    Optional<Change> changed = done(call("mousepad", upper.name(), none())).changed();
    assertEquals("win.edit.undo (enabled)", changed.orElseThrow().state());
    done(call("mousepad", "win.file.save", none()));
    await().atMost(RealDesktop.PATIENCE).until(() -> Files.readString(file).equals("Hello hob\n"));

    done(call("mousepad", upper.undo().orElseThrow(), none()));
    done(call("mousepad", "win.file.save", none()));
    await().atMost(RealDesktop.PATIENCE).until(() -> Files.readString(file).equals("hello hob\n"));
  }

  @Test
  void whatTheAppSaysCannotBeDoneIsRefusedBeforeTheCall() throws Exception {
    assertFalse(action("mousepad", "win.edit.cut").enabled());
    assertInstanceOf(Outcome.Disabled.class, call("mousepad", "win.edit.cut", none()));
  }

  @Test
  void aSwitchOfMousepadIsReadBack() throws Exception {
    boolean was = readSwitch(done(call("mousepad", "app.preferences.view.word-wrap", on(true))));
    assertTrue(was);
    assertFalse(readSwitch(done(call("mousepad", "app.preferences.view.word-wrap", on(false)))));
  }

  @Test
  void theCalculatorIsFoundByItsConnectionAndItsModeIsReadBack() throws Exception {
    assertEquals("org.gnome.Calculator", action("calculator", "win.mode").app());

    Change change =
        done(call("calculator", "win.mode", none().put("value", "programming")))
            .changed()
            .orElseThrow();
    assertEquals("win.mode", change.state());
    assertEquals("\"programming\"", change.after().toString());
    Change back =
        done(call("calculator", "win.mode", none().put("value", change.before().asText())))
            .changed()
            .orElseThrow();
    assertEquals(change.before(), back.after());
  }

  @Test
  void aWrongTypeIsRefusedAndTheAppGoesOn() throws Exception {
    Outcome outcome = call("mousepad", "win.document.tab.tab-size", none().put("value", "four"));
    assertInstanceOf(Outcome.Failed.class, outcome);
    assertTrue(offers("mousepad", "win.file.save"));
  }

  @Test
  void anAppThatVanishesBetweenChoiceAndCallIsSaidToBeGone() throws Exception {
    try (RealApp second = real.run("gnome-calculator")) {
      // The one started last is meant; it has its window once its actions answer.
      await()
          .atMost(RealDesktop.PATIENCE)
          .until(() ->
              desktop.ports().catalogue().find(Optional.empty()).left().stream()
                  .anyMatch(left -> left.startsWith("Calculator runs more than once")));
      await().atMost(RealDesktop.PATIENCE).until(() -> offers("calculator", "win.mode"));
      Action mode = action("calculator", "win.mode");
      second.close();

      Outcome outcome = desktop.ports().port().call(mode, none().put("value", "advanced"), LONG);

      assertInstanceOf(Outcome.Vanished.class, outcome);
    }
    await().atMost(RealDesktop.PATIENCE).until(() -> offers("calculator", "win.mode"));
  }

  private static boolean readSwitch(Outcome.Done done) {
    return done.changed().orElseThrow().after().booleanValue();
  }

  private static Outcome.Done done(Outcome outcome) {
    return assertInstanceOf(Outcome.Done.class, outcome);
  }

  private static Outcome call(String app, String name, ObjectNode arguments)
      throws InterruptedException {
    return desktop.ports().port().call(action(app, name), arguments, LONG);
  }

  private static Action action(String app, String name) throws InterruptedException {
    return all(app).stream()
        .filter(action -> action.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(app + " has no " + name + ": " + all(app)));
  }

  private static boolean offers(String app, String name) throws InterruptedException {
    return all(app).stream().anyMatch(action -> action.name().equals(name));
  }

  private static List<Action> all(String app) {
    try {
      return desktop.ports().catalogue().find(Optional.of(app)).actions();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode on(boolean value) {
    return none().put("on", value);
  }

  private static ObjectNode none() {
    return JsonNodeFactory.instance.objectNode();
  }
}
