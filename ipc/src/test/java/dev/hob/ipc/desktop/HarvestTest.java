// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.act.Action;
import dev.hob.features.act.ActionCatalogue.Found;
import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.desktop.call.Launcher;
import dev.hob.ipc.desktop.harvest.HarvestLimits;
import dev.hob.ipc.testing.GtkApp;
import dev.hob.ipc.testing.PrivateBus;
import dev.hob.policy.ActionRules.Risk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// What is found in a real GLib application on a real bus.
@EnabledIf(
    value = "dev.hob.ipc.testing.GtkApp#isPossible",
    disabledReason = "dbus-daemon, gdbus or python3-gi is not installed")
class HarvestTest {
  static final HarvestLimits PATIENT =
      new HarvestLimits(
          Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ZERO, Duration.ZERO, 512);

  @TempDir static Path applications;
  private static PrivateBus bus;
  private static GtkApp app;

  @BeforeAll
  static void start() throws IOException {
    bus = new PrivateBus();
    app = new GtkApp(bus, "named");
    Files.writeString(
        applications.resolve("org.example.Editor.desktop"),
        """
        [Desktop Entry]
        Type=Application
        Name=The Editor
        Exec=editor %U
        Actions=fresh;
        [Desktop Action fresh]
        Name=Fresh Page
        Exec=editor --fresh "two words"
        """);
  }

  @AfterAll
  static void stop() throws IOException {
    app.close();
    bus.close();
  }

  @Test
  void findsTheActionsOfAnAppAndItsWindowWithTheWordsOfItsMenus() throws Exception {
    Found found = find(PATIENT, Optional.of("editor"));

    Action upper = action(found, "win.edit.convert.to-uppercase");
    assertEquals("org.example.Editor", upper.app());
    assertEquals("The Editor", upper.appName());
    assertEquals(
        "Edit › Convert › To Uppercase: Make the selection upper case", upper.description());
    assertTrue(upper.parameters().path("properties").isEmpty());
    assertEquals(Optional.of("win.edit.undo"), upper.undo());
    assertEquals(Action.Effect.CHANGE, upper.effect());
    assertEquals(Action.Origin.HARVESTED, upper.origin());
    assertTrue(upper.enabled());
    assertFalse(action(found, "win.edit.paste").enabled());
    assertEquals(Risk.MEDIUM, action(found, "app.quit").risk());
  }

  @Test
  void makesTypedParametersOfSwitchesAndChoices() throws Exception {
    Found found = find(PATIENT, Optional.of("The Editor"));

    Action wrap = action(found, "app.word-wrap");
    assertEquals("boolean", wrap.parameters().at("/properties/on/type").asText());
    assertEquals("on", wrap.parameters().at("/required/0").asText());
    assertEquals(Risk.LOW, wrap.risk());
    Action mode = action(found, "win.mode");
    assertEquals(
        "[\"basic\",\"advanced\"]", mode.parameters().at("/properties/value/enum").toString());
    assertEquals("Mode: Basic Mode, Advanced Mode", mode.description());
    Action tab = action(found, "win.tab-size");
    assertEquals("integer", tab.parameters().at("/properties/value/type").asText());
    assertEquals(Integer.MAX_VALUE, tab.parameters().at("/properties/value/maximum").asInt());
  }

  @Test
  void leavesOutWhatWordsCannotFillAndWhatOnlyOpensAMenu() throws Exception {
    Found found = find(PATIENT, Optional.empty());

    assertTrue(found.actions().stream().noneMatch(a -> a.name().equals("win.place")));
    assertTrue(found.actions().stream().noneMatch(a -> a.name().equals("win.opener")));
    assertTrue(found.actions().stream().noneMatch(a -> a.name().contains("sneaky")));
    assertTrue(found.left().toString().contains("win.place"), found.left().toString());
  }

  @Test
  void findsApplicationAndDesktopFileActions() throws Exception {
    Found found = find(PATIENT, Optional.of("org.example.editor"));

    assertEquals(
        "string",
        action(found, "application.open").parameters().at("/properties/file/type").asText());
    assertEquals("Fresh Page", action(found, "desktop.fresh").description());
  }

  @Test
  void anAppWithoutANameIsFoundByItsConnection() throws Exception {
    try (GtkApp second = new GtkApp(bus, "unnamed")) {
      assertTrue(second.alive());
      Found found = find(PATIENT, Optional.empty());

      assertTrue(
          found.actions().stream()
              .anyMatch(a -> a.name().equals("win.edit.undo") && a.app().startsWith("python3")),
          found.actions().stream().map(Action::app).distinct().toList().toString());
    }
  }

  @Test
  void aSilentAppCostsItsOwnDeadlineAndIsNamed() throws Exception {
    HarvestLimits brief =
        new HarvestLimits(
            Duration.ofMillis(700), Duration.ofSeconds(15), Duration.ZERO, Duration.ZERO, 512);
    try (GtkApp silent = new GtkApp(bus, "silent")) {
      assertTrue(silent.alive());
      Found found = find(brief, Optional.empty());

      assertTrue(
          found.left().toString().contains("Silent does not answer"), found.left().toString());
      action(found, "win.edit.convert.to-uppercase");
    }
  }

  @Test
  void objectsActionsAndMenusWithoutEndAreCut() throws Exception {
    try (GtkApp hostile = new GtkApp(bus, "hostile")) {
      assertTrue(hostile.alive());
      Found found = find(PATIENT, Optional.empty());

      List<Action> theirs =
          found.actions().stream().filter(a -> a.app().equals("org.example.Hostile")).toList();
      assertEquals(512, theirs.size());
      assertTrue(theirs.stream().allMatch(a -> a.description().length() <= 200));
      assertTrue(found.left().toString().contains("the first 512 count"));
      action(found, "win.edit.convert.to-uppercase");
    }
  }

  @Test
  void anAppWithTooManyActionsIsCutAndSaysSo() throws Exception {
    HarvestLimits few =
        new HarvestLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ZERO, Duration.ZERO, 3);

    Found found = find(few, Optional.of("editor"));

    assertTrue(found.left().toString().contains("the first 3 count"), found.left().toString());
  }

  @Test
  void anotherBusIsLookedAtAnew() throws Exception {
    HarvestLimits longRemembered =
        new HarvestLimits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofHours(1),
            Duration.ofHours(1),
            512);
    PrivateBus first = new PrivateBus();
    AtomicReference<PrivateBus> now = new AtomicReference<>(first);
    try (PrivateBus second = new PrivateBus();
        Desktop desktop =
            new Desktop(() -> Optional.of(now.get().address()), options(longRemembered))) {
      try (GtkApp app = new GtkApp(first, "named")) {
        assertTrue(app.alive());
        action(desktop.ports().catalogue().find(Optional.empty()), "win.edit.undo");
      }
      now.set(second);
      first.close();
      await()
          .until(() ->
              desktop.ports().catalogue().find(Optional.empty()).actions().stream()
                  .noneMatch(action -> action.name().equals("win.edit.undo")));
      try (GtkApp app = new GtkApp(second, "named")) {
        assertTrue(app.alive());
        action(desktop.ports().catalogue().find(Optional.empty()), "win.edit.undo");
      }
    }
  }

  @Test
  void withoutABusThereAreDesktopFilesAlone() throws Exception {
    try (Desktop desktop = new Desktop(Optional::empty, options(PATIENT))) {
      Found found = desktop.ports().catalogue().find(Optional.empty());

      assertEquals(List.of("desktop.fresh"), found.actions().stream().map(Action::name).toList());
      assertTrue(found.left().toString().contains("no session bus"), found.left().toString());
    }
  }

  private static Found find(HarvestLimits limits, Optional<String> app) throws Exception {
    try (Desktop desktop = new Desktop(() -> Optional.of(bus.address()), options(limits))) {
      return desktop.ports().catalogue().find(app);
    }
  }

  private static DesktopOptions options(HarvestLimits limits) {
    List<Path> folders = List.of(applications);
    return new DesktopOptions(
        List.of(),
        folders,
        new CallerFinder(Path.of("/proc"), folders),
        Launcher.CHILD,
        limits,
        Clock.systemUTC());
  }

  private static Action action(Found found, String name) {
    return found.actions().stream()
        .filter(action -> action.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " in " + found));
  }
}
