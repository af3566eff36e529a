// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/// The status as a person reads it: one topic a paragraph, figures with units.
final class StatusPrinter {
  private final Screen screen;

  StatusPrinter(Screen screen) {
    this.screen = screen;
  }

  void print(JsonNode status) {
    Duration up = Duration.ofMillis(status.path("uptimeMs").asLong());
    screen.title(
        "Hob " + status.path("version").asText() + ", process " + status.path("pid").asText());
    row("up", Format.duration(up));
    row("consent", status.path("consent").asBoolean() ? "given" : "not given: run `hob enable`");
    base(status.path("base"));
    for (JsonNode adapter : status.path("adapters")) {
      row(
          "adapter",
          adapter.path("name").asText()
              + " "
              + adapter.path("version").asText()
              + ", "
              + adapter.path("state").asText()
              + (adapter.path("resident").asBoolean() ? ", in memory" : ""));
    }
    for (JsonNode feature : status.path("features")) {
      row(
          "feature",
          feature.path("name").asText()
              + ": "
              + feature.path("availability").asText()
              + ", written by the "
              + writer(feature));
    }
    row("kernels", status.path("kernel").asText("not started"));
    speculation(status.path("speculation"));
    rates(status.path("rates"));
    queue(status.path("queue"), status.path("predictions"));
    memory(status.path("memory"));
    for (JsonNode step : status.path("relief")) {
      row("relief", relief(step));
    }
    policy(status.path("policy"));
    row("cloud", cloud(status.path("cloud")));
    status.path("doors").properties().forEach(door -> row(door.getKey(), text(door.getValue())));
    actions(status.path("actions"));
    channels(status.path("channels"));
  }

  private void speculation(JsonNode speculation) {
    if (speculation.path("drafted").asLong() > 0) {
      row(
          "drafts",
          "%d of %d drafted tokens were right, each saved a step"
              .formatted(
                  speculation.path("accepted").asLong(), speculation.path("drafted").asLong()));
    }
  }

  /// `helper`, or each style's own writer.
  private static String writer(JsonNode feature) {
    String ships = feature.path("ships").asText();
    if (!ships.equals("both")) {
      return ships;
    }
    List<String> each = new ArrayList<>();
    feature
        .path("variants")
        .properties()
        .forEach(e -> each.add(e.getValue().asText() + " (" + e.getKey() + ")"));
    return String.join(", ", each);
  }

  private void base(JsonNode base) {
    if (!base.isObject()) {
      row("base", "none installed");
      return;
    }
    String mapped =
        base.path("mapped").asBoolean()
            ? "mapped, " + Format.bytes(base.path("mappedBytes").asLong())
            : "not mapped";
    row(
        "base",
        String.format(
            Locale.ROOT,
            "%s %s, %.2f bits a weight, %s",
            base.path("name").asText(),
            base.path("version").asText(),
            base.path("bitsPerWeight").asDouble(),
            mapped));
    row("digest", base.path("digest").asText());
  }

  private void rates(JsonNode rates) {
    row(
        "rates",
        String.format(
            Locale.ROOT,
            "prefill %.0f, decode %.0f tokens/s%s",
            rates.path("prefillTokensPerSecond").asDouble(),
            rates.path("decodeTokensPerSecond").asDouble(),
            origin(rates)));
  }

  /// Nothing where the daemon is an older one that does not say it.
  private static String origin(JsonNode rates) {
    String origin = rates.path("origin").asText();
    String from = rates.has("keptFrom") ? " from " + rates.path("keptFrom").asText() : "";
    return origin.isEmpty() ? "" : ", " + origin + from;
  }

  private void queue(JsonNode queue, JsonNode predictions) {
    StringJoiner classes = new StringJoiner(", ");
    queue.properties().forEach(each -> classes.add(each.getKey() + " " + each.getValue().asText()));
    row("queue", classes.toString());
    row(
        "promises",
        predictions.path("kept").asText("0")
            + " of "
            + predictions.path("given").asText("0")
            + " predictions kept");
  }

  private void memory(JsonNode memory) {
    StringJoiner owners = new StringJoiner(", ");
    memory
        .path("ledger")
        .properties()
        .forEach(each ->
            owners.add(
                each.getKey().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + " "
                    + Format.bytes(each.getValue().asLong())));
    row("ledger", owners.toString());
    row(
        "memory",
        "ledger "
            + Format.bytes(memory.path("ledgerTotal").asLong())
            + " of "
            + Format.bytes(memory.path("budget").asLong())
            + " budget; the kernel says "
            + Format.bytes(memory.at("/kernel/rss").asLong())
            + " resident, "
            + Format.bytes(memory.at("/kernel/pssAnon").asLong())
            + " anonymous");
  }

  private static String relief(JsonNode step) {
    return step.path("rung").asText()
        + " freed "
        + Format.bytes(step.path("freed").asLong())
        + ", resident "
        + Format.bytes(step.path("residentBefore").asLong())
        + " → "
        + Format.bytes(step.path("residentAfter").asLong());
  }

  private void policy(JsonNode policy) {
    for (JsonNode file : policy.path("files")) {
      row("policy", file.asText());
    }
    JsonNode problem = policy.path("problem");
    if (!problem.isNull() && !problem.isMissingNode()) {
      row("policy", screen.in(Screen.Style.HIGH, "last good one in force: " + problem.asText()));
    }
  }

  private static String cloud(JsonNode cloud) {
    return cloud.path("configured").asBoolean()
        ? cloud.path("state").asText()
        : "none configured; nothing leaves this device";
  }

  /// Which apps offer actions to `hob act`, and what could not be used.
  private void actions(JsonNode actions) {
    StringJoiner apps = new StringJoiner(", ");
    for (JsonNode app : actions.path("apps")) {
      apps.add(app.path("name").asText() + " " + app.path("actions").asText());
    }
    row("actions", apps.length() == 0 ? "no app offers any" : apps.toString());
    for (JsonNode left : actions.path("left")) {
      row("", screen.in(Screen.Style.QUIET, "left out: " + left.asText()));
    }
  }

  private void channels(JsonNode channels) {
    channels
        .properties()
        .forEach(each ->
            row(
                "channel",
                each.getKey()
                    + ": "
                    + each.getValue().path("accepted").asText("0")
                    + " accepted, "
                    + each.getValue().path("dropped").asText("0")
                    + " dropped"));
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private void row(String name, String value) {
    screen.paragraph(String.format("  %-9s ", name), value);
  }
}
