// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.cli.DigestPrinter;
import dev.hob.cli.Screen;
import dev.hob.cli.Session;
import dev.hob.client.HobClient;
import dev.hob.client.PrivateHob;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `hob demo`: the main job on a private bus with a private daemon; nothing is left behind.
@Command(
    name = "demo",
    description = "Play a day of notifications on a private bus and show what Hob makes of it.")
public final class DemoCommand implements Callable<Integer> {
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(10);

  private final Session session;
  private final Screen screen;

  public DemoCommand(Session session) {
    this.session = session;
    this.screen = session.screen();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long started = System.nanoTime();
    try (Stage stage = Stage.set(this::asked);
        PrivateHob hob =
            PrivateHob.start(
                List.of(session.environment().getOrDefault("HOB_HOBD", "hobd")),
                Map.of("DBUS_SESSION_BUS_ADDRESS", stage.busAddress()))) {
      screen.line(
          screen.in(
              Screen.Style.QUIET,
              "A private Hob is up after "
                  + Duration.ofNanos(System.nanoTime() - started).toMillis()
                  + " ms; its own bus, its own folders, its own consent."));
      play(hob.client(), stage);
    }
    screen.line(
        screen.in(
            Screen.Style.QUIET,
            "The private Hob and its bus are stopped, their folders deleted. The whole demo took "
                + Duration.ofNanos(System.nanoTime() - started).toMillis()
                + " ms."));
    return 0;
  }

  /// Hob asks the person; the demo plays that person.
  private void asked(NotificationServer.Question question) {
    screen.paragraph(
        "    Hob asks on the desktop: ",
        Screen.Style.MARK,
        question.title() + " [" + String.join("] [", question.buttons()) + "]");
    screen.paragraph(
        "    ", Screen.Style.QUIET, "The demo presses \"" + question.buttons().getFirst() + "\".");
  }

  private void play(HobClient hob, Stage stage) throws IOException, InterruptedException {
    List<Notice> day = Notice.day();
    JsonNode notifications =
        stage.bus().isPresent() ? throughTheBus(hob, stage.bus().get(), day) : asAList(day);
    screen.line();
    screen.title("The day, as it came: " + day.size() + " notifications");
    for (JsonNode one : notifications) {
      screen.paragraph(
          String.format("  %3s  %-13s ", one.path("id").asText(), one.path("appName").asText()),
          Screen.Style.QUIET,
          one.path("summary").asText() + ": " + one.path("body").asText());
    }
    screen.line();
    screen.title("What Hob makes of it");
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode input = body.putObject("input");
    input.set("notifications", notifications);
    input.put("now", OffsetDateTime.now(ZoneId.systemDefault()).toString());
    new DigestPrinter(screen, notifications, false).print(hob.post("/v1/digest", body));
    TextActs acts = new TextActs(screen, hob);
    acts.summarize();
    acts.proofread();
    acts.rewrite();
    new ActionActs(screen, hob).play(stage);
    acts.switchAdapters();
    acts.figures();
  }

  private JsonNode throughTheBus(HobClient hob, PrivateBus bus, List<Notice> day)
      throws IOException, InterruptedException {
    try (Sender sender =
        NotifySend.installed() ? new NotifySend(bus.address()) : new BusSender(bus.address())) {
      screen.line(
          screen.in(
              Screen.Style.QUIET,
              "Sending "
                  + day.size()
                  + " notifications over a real dbus-daemon with "
                  + sender.name()
                  + "."));
      for (Notice notice : day) {
        sender.send(notice);
      }
    }
    int kept = (int) day.stream().filter(notice -> !notice.brief()).count();
    return seen(hob, kept);
  }

  /// What the daemon's monitor has seen; the last of the notifications may still be on its way.
  private static JsonNode seen(HobClient hob, int count) throws IOException {
    long deadline = System.nanoTime() + SEEN_WITHIN.toNanos();
    JsonNode notifications = hob.get("/v1/inbox").path("notifications");
    while (notifications.size() < count) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "Hob saw " + notifications.size() + " of " + count + " notifications on the bus");
      }
      Thread.onSpinWait();
      notifications = hob.get("/v1/inbox").path("notifications");
    }
    return notifications;
  }

  private JsonNode asAList(List<Notice> day) {
    screen.line(
        screen.in(
            Screen.Style.QUIET,
            "No dbus-daemon is installed: the notifications go to Hob as a list."));
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Notice notice : day) {
      all.addObject()
          .put("id", String.valueOf(all.size() + 1))
          .put("app", notice.entry())
          .put("appName", notice.app())
          .put("summary", notice.summary())
          .put("body", notice.body())
          .put("time", OffsetDateTime.now(ZoneId.systemDefault()).toString())
          .put("urgency", List.of("low", "normal", "critical").indexOf(notice.urgency()))
          .put("category", notice.category())
          .put("thread", "")
          .putArray("actions");
    }
    return all;
  }
}
