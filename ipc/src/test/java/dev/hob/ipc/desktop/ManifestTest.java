// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.act.Action;
import dev.hob.features.act.ActionCatalogue.Found;
import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.desktop.call.Launcher;
import dev.hob.policy.ActionRules.Risk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Manifests in folders: read strictly, each for itself.
class ManifestTest {
  private static final String TIMER =
      """
      {"hob": 1, "app": "org.example.Timer", "actions": [
        {"name": "start_timer", "description": "Start a timer", "risk": "low", "undo": "stop_timer",
         "parameters": {"type": "object", "properties": {"minutes": {"type": "integer"},
           "label": {"type": "string", "default": ""}}, "required": ["minutes"]},
         "invoke": {"dbus": {"name": "org.example.Timer", "path": "/org/example/Timer",
           "interface": "org.example.Timer", "method": "Start", "signature": "is"}}},
        {"name": "stop_timer", "description": "Stop the timer",
         "invoke": {"dbus": {"name": "org.example.Timer", "path": "/org/example/Timer",
           "interface": "org.example.Timer", "method": "Stop"}}}]}
      """;

  @TempDir Path user;
  @TempDir Path system;

  @Test
  void readsActionsWithTheirRiskUndoAndParameters() throws Exception {
    Files.writeString(user.resolve("org.example.Timer.json"), TIMER);

    Found found = find();

    assertEquals(List.of("start_timer", "stop_timer"), names(found));
    Action start = found.actions().getFirst();
    assertEquals("Timer", start.appName());
    assertEquals(Risk.LOW, start.risk());
    assertEquals(Optional.of("stop_timer"), start.undo());
    assertEquals("integer", start.parameters().at("/properties/minutes/type").asText());
    assertEquals(Action.Origin.MANIFEST, start.origin());
    assertEquals(Risk.HIGH, found.actions().getLast().risk(), "unknown is high");
  }

  @Test
  void onePersonsFileComesBeforeTheSystems() throws Exception {
    Files.writeString(system.resolve("org.example.Timer.json"), TIMER);
    Files.writeString(
        user.resolve("org.example.Timer.json"), TIMER.replace("Start a timer", "Begin"));

    Found found = find();

    assertEquals("Begin", found.actions().getFirst().description());
    assertTrue(found.left().toString().contains("described twice"), found.left().toString());
  }

  @Test
  void aChangedFileIsReadAgain() throws Exception {
    Path file = user.resolve("org.example.Timer.json");
    Files.writeString(file, TIMER);
    try (Desktop desktop = desktop()) {
      desktop.ports().catalogue().find(Optional.empty());
      Files.writeString(file, TIMER.replace("Start a timer", "Start another timer"));
      Found found = desktop.ports().catalogue().find(Optional.empty());
      assertEquals("Start another timer", found.actions().getFirst().description());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"hob\": 1 | \"hob\": 2 | /hob",
        "\"risk\": \"low\" | \"risk\": \"tiny\" | /actions/0/risk",
        "\"risk\": \"low\" | \"rsik\": \"low\" | /actions/0/rsik",
        "\"undo\": \"stop_timer\" | \"undo\": \"halt\" | /actions/0/undo",
        "\"name\": \"stop_timer\" | \"name\": \"start_timer\" | /actions/1/name",
        "\"name\": \"stop_timer\" | \"name\": \"a b\" | /actions/1/name",
        "\"is\" | \"i\" | /actions/0/invoke/dbus/signature",
        "\"is\" | \"si\" | /actions/0/invoke/dbus/signature",
        "\"is\" | \"i(ss)\" | /actions/0/invoke/dbus/signature",
        "\"required\": [\"minutes\"] | \"required\": [] | /actions/0/invoke/dbus/signature",
        "\"type\": \"integer\" | \"$ref\": \"#\" | /actions/0/parameters/properties/minutes/$ref",
        "\"type\": \"integer\" | \"type\": \"time\" | /actions/0/parameters/properties/minutes/type",
        "\"path\": \"/org/example/Timer\" | \"path\": \"org\" | /actions/0/invoke/dbus/path",
        "\"dbus\": {\"name\" | \"mcp\": {\"name\" | not supported yet",
        "\"app\": \"org.example.Timer\" | \"app\": \"org.example.Other\" | /app",
        "\"hob\": 1 | \"hob\": 1, \"hob\": 1 | Duplicate",
      })
  void aFaultLeavesTheFileOutAndNamesThePlace(String was, String is, String place)
      throws Exception {
    Files.writeString(user.resolve("org.example.Timer.json"), TIMER.replace(was, is));
    Files.writeString(
        user.resolve("org.example.Clock.json"),
        TIMER.replace("\"app\": \"org.example.Timer\"", "\"app\": \"org.example.Clock\""));

    Found found = find();

    assertEquals(2, found.actions().size(), "the other manifest goes on");
    assertEquals("org.example.Clock", found.actions().getFirst().app());
    String left = found.left().getFirst();
    assertTrue(left.contains("org.example.Timer.json") && left.contains(place), left);
  }

  @Test
  void truncationAtEachByteIsNoManifestAndNoFailure() throws Exception {
    for (int length = 0; length < TIMER.strip().length(); length += 7) {
      Files.writeString(user.resolve("org.example.Timer.json"), TIMER.substring(0, length));
      assertTrue(find().actions().isEmpty(), "cut at " + length);
    }
  }

  @Test
  void tenThousandActionsAreTooMany() throws Exception {
    StringBuilder many = new StringBuilder("{\"hob\": 1, \"app\": \"a\", \"actions\": [");
    for (int i = 0; i < 10_000; i++) {
      many.append(i == 0 ? "" : ",")
          .append("{\"name\": \"n")
          .append(i)
          .append(
              "\", \"description\": \"d\", \"invoke\": {\"gtkAction\": {\"name\": \"a.b\", \"path\":"
                  + " \"/a\", \"action\": \"app.x\"}}}");
    }
    Files.writeString(user.resolve("a.json"), many + "]}");

    Found found = find();

    assertTrue(found.actions().isEmpty());
    assertTrue(found.left().getFirst().contains("/actions: expected a list of at most 1000"));
  }

  private Found find() throws InterruptedException {
    try (Desktop desktop = desktop()) {
      return desktop.ports().catalogue().find(Optional.empty());
    }
  }

  private Desktop desktop() {
    return new Desktop(
        Optional::empty,
        new DesktopOptions(
            List.of(user, system),
            List.of(),
            new CallerFinder(Path.of("/proc"), List.of()),
            Launcher.CHILD,
            HarvestTest.PATIENT,
            Clock.systemUTC()));
  }

  private static List<String> names(Found found) {
    return found.actions().stream().map(Action::name).toList();
  }
}
