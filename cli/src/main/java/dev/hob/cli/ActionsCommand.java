// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.client.HobClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `hob actions [--app APP]`.
@Command(
    name = "actions",
    description = "List what the running apps let be done, and what policy says to it.")
final class ActionsCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--app", paramLabel = "APP", description = "Of this app: its id or its name.")
  @Nullable String app;

  @Option(names = "--json", description = "Print the list as JSON.")
  boolean json;

  ActionsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String query = app == null ? "" : "?app=" + URLEncoder.encode(app, StandardCharsets.UTF_8);
    try (HobClient hob = session.hob()) {
      JsonNode list = hob.get("/v1/actions" + query);
      if (json) {
        session.screen().line(list.toPrettyString());
      } else {
        print(session.screen(), list);
      }
    }
    return 0;
  }

  private static void print(Screen screen, JsonNode list) {
    String shown = "";
    for (JsonNode action : list.path("actions")) {
      String id = action.path("app").asText();
      if (!id.equals(shown)) {
        screen.title(action.path("appName").asText() + " (" + id + ")");
        shown = id;
      }
      screen.line(line(screen, action));
    }
    if (list.path("actions").isEmpty()) {
      screen.line("no app offers anything now");
    }
    for (JsonNode left : list.path("left")) {
      screen.paragraph("", Screen.Style.QUIET, "left out: " + left.asText());
    }
  }

  private static String line(Screen screen, JsonNode action) {
    String rule =
        switch (action.path("rule").asText()) {
          case "allow" -> "runs at once";
          case "deny" -> "denied";
          default -> "asks you";
        };
    String now = action.path("enabled").asBoolean() ? "" : ", not now";
    String text =
        String.format(
            "  %-38s %-44s ", action.path("name").asText(), action.path("description").asText());
    return (now.isEmpty() ? text : screen.in(Screen.Style.QUIET, text))
        + screen.in(Screen.Style.QUIET, action.path("risk").asText() + " risk, " + rule + now);
  }
}
