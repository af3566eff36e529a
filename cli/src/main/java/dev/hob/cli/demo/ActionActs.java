// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.cli.ActPrinter;
import dev.hob.cli.Screen;
import dev.hob.client.HobClient;
import dev.hob.client.HobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.StreamSupport;

/// Words become actions of a running app: what was asked for, what Hob chose, whether it asked the
/// person, what the app says, and its state before and after.
final class ActionActs {
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);
  private static final String NOTES = "Buy rye flour.\nCall Zoe about the review.\n";

  private final Screen screen;
  private final HobClient hob;

  ActionActs(Screen screen, HobClient hob) {
    this.screen = screen;
    this.hob = hob;
  }

  /// On the best stage that there is.
  void play(Stage stage) throws IOException {
    screen.line();
    if (stage.desktop().isPresent()) {
      inProgram(stage.desktop().get());
    } else if (stage.bus().isPresent()) {
      inTimer(stage);
    } else {
      screen.title("Words become actions");
      screen.paragraph(
          "  ", "Left out: there is no dbus-daemon, and actions go over the session bus.");
    }
  }

  /// A real program that knows nothing of Hob; the proof is the file on the disk.
  private void inProgram(PrivateDesktop desktop) throws IOException {
    screen.title(
        "Words become actions, in a real program: " + Stage.PROGRAM + ", on a display nobody sees");
    Path notes = Files.writeString(desktop.folder().resolve("notes.txt"), NOTES);
    try (RealApp program = desktop.run(Stage.PROGRAM, notes.toString())) {
      await("win.file.save-as", program);
      show("the file", notes);
      act("turn on line numbers", Stage.PROGRAM);
      act("duplicate the line", Stage.PROGRAM);
      await("win.file.save", program); // the program itself says when there is something to save
      act("save the file", Stage.PROGRAM);
      show("the file", notes);
    }
  }

  /// The demo's own app, which registers what it can do.
  private void inTimer(Stage stage) throws IOException {
    screen.title("Words become actions, in a small app of the demo's own (" + stage.why() + ")");
    try (KitchenTimer timer =
        KitchenTimer.start(stage.busAddress(), DemoText.of("timer-actions.json"))) {
      screen.paragraph("  the timer: ", timer.shown());
      act("start a timer for ten minutes", "timer");
      screen.paragraph("  the timer: ", timer.shown());
      act("stop the timer", "timer");
      screen.paragraph("  the timer: ", timer.shown());
    }
  }

  /// Waits until the program offers `action`: one that has just started shows its actions one after
  /// the other.
  private void await(String action, RealApp program) throws IOException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!offers(action)) {
      if (System.nanoTime() > deadline || !program.isRunning()) {
        throw new IOException(Stage.PROGRAM + " does not come up: " + program.said());
      }
      Thread.onSpinWait();
    }
  }

  private boolean offers(String action) {
    JsonNode actions = hob.get("/v1/actions?app=" + Stage.PROGRAM).path("actions");
    return StreamSupport.stream(actions.spliterator(), false)
        .filter(each -> each.path("name").asText().equals(action))
        .anyMatch(each -> each.path("enabled").asBoolean());
  }

  private void act(String utterance, String app) {
    screen.paragraph("  > ", Screen.Style.TITLE, utterance);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("input").put("utterance", utterance).put("app", app);
    try {
      new ActPrinter(screen).print(hob.post("/v1/act", body), false);
    } catch (HobException refused) {
      screen.paragraph("  ", String.valueOf(refused.getMessage()));
    }
  }

  private void show(String what, Path file) throws IOException {
    screen.paragraph(
        "  " + what + ": ", Screen.Style.MARK, Files.readString(file).strip().replace("\n", " / "));
  }
}
