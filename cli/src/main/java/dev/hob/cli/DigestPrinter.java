// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/// Prints a digest: headline, then one paragraph a group, most urgent first, with the originals one
/// step away.
public final class DigestPrinter {
  private final Screen screen;
  private final boolean withOriginals;
  private final Map<String, JsonNode> originals = new LinkedHashMap<>();

  public DigestPrinter(Screen screen, JsonNode notifications, boolean withOriginals) {
    this.screen = screen;
    this.withOriginals = withOriginals;
    notifications.forEach(each -> originals.put(each.path("id").asText(), each));
  }

  public void print(JsonNode answer) {
    JsonNode output = answer.path("output");
    screen.title(output.path("headline").asText());
    if (output.path("groups").isEmpty()) {
      screen.line(screen.in(Screen.Style.QUIET, "nothing to tell"));
    }
    output.path("groups").forEach(this::group);
    screen.paragraph("", Screen.Style.QUIET, Footer.of(answer));
  }

  private void group(JsonNode group) {
    String priority = group.path("priority").asText();
    Screen.Style style =
        switch (priority) {
          case "high" -> Screen.Style.HIGH;
          case "low" -> Screen.Style.QUIET;
          default -> Screen.Style.NORMAL;
        };
    String thread = group.path("thread").asText("");
    String name = appName(group) + (thread.isEmpty() ? "" : " / " + thread);
    int count = group.path("ids").size();
    String head = mark(priority) + " " + name + (count > 1 ? " (" + count + ")" : "");
    screen.line(screen.in(style, head));
    String summary = group.path("summary").asText();
    if (summary.isEmpty()) {
      // Over the digest's word limit: what it is about, at least.
      group.path("ids").forEach(id -> title(id.asText()));
    } else {
      screen.paragraph("    ", summary);
    }
    if (withOriginals) {
      group.path("ids").forEach(id -> original(id.asText()));
    }
  }

  /// The name that the app gives itself; its id where it gives none.
  private String appName(JsonNode group) {
    JsonNode first = originals.get(group.at("/ids/0").asText());
    String name = first == null ? "" : first.path("appName").asText();
    return name.isEmpty() ? group.path("app").asText() : name;
  }

  private void title(String id) {
    JsonNode one = originals.get(id);
    if (one != null) {
      screen.paragraph("    ", Screen.Style.QUIET, one.path("summary").asText());
    }
  }

  private void original(String id) {
    JsonNode one = originals.get(id);
    if (one == null) {
      return;
    }
    String body = one.path("body").asText();
    String text = one.path("summary").asText() + (body.isEmpty() ? "" : ": " + body);
    screen.paragraph("      ‹" + id + "› ", Screen.Style.QUIET, text);
  }

  private static String mark(String priority) {
    return switch (priority) {
      case "high" -> "!";
      case "low" -> "·";
      default -> "•";
    };
  }
}
