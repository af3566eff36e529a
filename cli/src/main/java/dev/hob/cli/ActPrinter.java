// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;

/// An answer of `act` in plain words: what was chosen, with which values, who said yes, what the
/// app returned, what changed, how to take it back.
public final class ActPrinter {
  /// Answered, and nothing was done.
  static final int NOTHING_DONE = 1;

  private static final int TIMED_OUT = 75;
  private static final String INDENT = "  ";

  private final Screen screen;

  public ActPrinter(Screen screen) {
    this.screen = screen;
  }

  /// @param chosenOnly nothing was to be done
  static int exitCode(JsonNode answer, boolean chosenOnly) {
    JsonNode output = answer.path("output");
    if (!output.path("outcome").asText().equals("call")) {
      return NOTHING_DONE;
    }
    return switch (output.at("/done/state").asText()) {
      case "done" -> 0;
      case "timed-out" -> TIMED_OUT;
      default -> chosenOnly ? 0 : NOTHING_DONE;
    };
  }

  public void print(JsonNode answer, boolean chosenOnly) {
    JsonNode output = answer.path("output");
    switch (output.path("outcome").asText()) {
      case "call" -> {
        printCall(output.path("call"));
        if (chosenOnly) {
          screen.line("not done: only chosen");
        } else {
          printDone(output.path("done"), answer.path("id").asText());
        }
      }
      case "ask" -> screen.title(output.path("question").asText());
      default -> screen.line(output.path("reason").asText());
    }
    output.path("left").forEach(left -> quiet("left out: " + left.asText()));
    screen.paragraph("", Screen.Style.QUIET, Footer.of(answer));
  }

  void printCall(JsonNode call) {
    screen.title(call.path("action").asText() + " of " + call.path("app").asText());
    for (Map.Entry<String, JsonNode> argument : call.path("arguments").properties()) {
      String source = source(call.path("tainted"), argument.getKey());
      screen.paragraph(
          INDENT + argument.getKey() + "  ",
          plain(argument.getValue())
              + (source.isEmpty() ? "" : screen.in(Screen.Style.HIGH, "  from " + source)));
    }
  }

  private void printDone(JsonNode done, String id) {
    boolean right = done.path("state").asText().equals("done");
    screen.line(
        right
            ? screen.in(Screen.Style.GOOD, "done") + by(done.path("confirmed").asText())
            : screen.in(Screen.Style.HIGH, notDone(done.path("state").asText()))
                + ": "
                + done.path("why").asText());
    JsonNode changed = done.path("changed");
    if (changed.isObject()) {
      screen.paragraph(
          INDENT + "changed   ",
          changed.path("state").asText()
              + ": "
              + plain(changed.path("before"))
              + " → "
              + plain(changed.path("after")));
    }
    if (done.has("returned")) {
      screen.paragraph(INDENT + "returned  ", plain(done.path("returned")));
    }
    JsonNode undo = done.path("undo");
    if (undo.isObject()) {
      quiet(
          INDENT + "take it back with: hob act --undo " + id + until(undo.path("until").asText()));
    }
  }

  private static String notDone(String state) {
    return state.equals("timed-out") ? "unknown" : "not done";
  }

  private static String by(String confirmed) {
    return switch (confirmed) {
      case "person" -> ", as you said on the desktop";
      case "caller" -> ", as you said here";
      case "policy" -> ", as policy allows";
      default -> "";
    };
  }

  private static String until(String moment) {
    try {
      return " (until "
          + DateTimeFormatter.ofPattern("HH:mm")
              .format(Instant.parse(moment).atZone(ZoneId.systemDefault()))
          + ")";
    } catch (DateTimeParseException unknown) {
      return "";
    }
  }

  private static String source(JsonNode tainted, String argument) {
    for (JsonNode one : tainted) {
      if (one.path("argument").asText().equals(argument)) {
        return one.path("source").asText();
      }
    }
    return "";
  }

  private void quiet(String text) {
    screen.paragraph("", Screen.Style.QUIET, text);
  }

  private static String plain(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
