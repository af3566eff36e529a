// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.client.HobClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `hob prioritize [--file FILE]`: most urgent first, each with its reason.
@Command(
    name = "prioritize",
    description =
        "Say how urgent the notifications are that Hob has seen, or those of a JSON file.")
final class PrioritizeCommand implements Callable<Integer> {
  private static final List<String> ORDER = List.of("high", "normal", "low");

  private final Session session;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "{\"notifications\": [...], \"now\": \"RFC 3339\"}; - reads stdin; none: the inbox.")
  @Nullable Path file;

  @Mixin AnswerOptions answer = new AnswerOptions();

  PrioritizeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Screen screen = session.screen();
    try (HobClient hob = session.hob()) {
      JsonNode input = NotificationSource.read(file, System.in, hob);
      if (file == null && input.path("notifications").isEmpty()) {
        printNothing(screen);
        return 0;
      }
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.set("input", input);
      answer.addTo(body);
      JsonNode result = hob.post("/v1/prioritize", body);
      if (answer.json) {
        screen.line(result.toPrettyString());
      } else {
        print(screen, input.path("notifications"), result);
      }
    }
    return 0;
  }

  /// An empty inbox is no mistake of the person who looks into it.
  private void printNothing(Screen screen) {
    ObjectNode empty = JsonNodeFactory.instance.objectNode();
    empty.putObject("output").putArray("items");
    screen.line(answer.json ? empty.toPrettyString() : "no notification to judge");
  }

  private static void print(Screen screen, JsonNode notifications, JsonNode result) {
    Map<String, JsonNode> byId = new HashMap<>();
    notifications.forEach(each -> byId.put(each.path("id").asText(), each));
    for (String priority : ORDER) {
      for (JsonNode item : result.at("/output/items")) {
        if (item.path("priority").asText().equals(priority)) {
          line(screen, item, byId.get(item.path("id").asText()));
        }
      }
    }
    screen.paragraph("", Screen.Style.QUIET, Footer.of(result));
  }

  private static void line(Screen screen, JsonNode item, @Nullable JsonNode notification) {
    String priority = item.path("priority").asText();
    Screen.Style style =
        switch (priority) {
          case "high" -> Screen.Style.HIGH;
          case "low" -> Screen.Style.QUIET;
          default -> Screen.Style.NORMAL;
        };
    String sure =
        item.has("confidence")
            ? String.format("%3.0f %%", 100 * item.path("confidence").asDouble())
            : "     ";
    screen.line(
        screen.in(style, String.format("%-6s %s  %s", priority, sure, title(notification)))
            + "  "
            + screen.in(Screen.Style.QUIET, item.path("reason").asText()));
  }

  private static String title(@Nullable JsonNode notification) {
    if (notification == null) {
      return "";
    }
    String app = notification.path("appName").asText("");
    String name = app.isEmpty() ? notification.path("app").asText() : app;
    return name + ": " + notification.path("summary").asText().replace('\n', ' ');
  }
}
