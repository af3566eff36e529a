// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The quiet line under an answer: who wrote it, where, how fast.
public final class Footer {
  private Footer() {}

  public static String of(JsonNode answer) {
    List<String> parts = new ArrayList<>();
    parts.add(answer.path("place").asText() + " (" + answer.path("reason").asText() + ")");
    JsonNode adapter = answer.path("adapter");
    if (adapter.isObject()) {
      parts.add(
          "adapter " + adapter.path("name").asText() + " " + adapter.path("version").asText());
    }
    parts.add("written by the " + answer.path("by").asText("model"));
    if (answer.at("/guard/quoted").asBoolean()) {
      parts.add("quoted, because the model's own words did not pass the check");
    }
    JsonNode timing = answer.path("timing");
    parts.add("first token " + timing.path("firstToken").asLong() + " ms");
    parts.add("total " + timing.path("total").asLong() + " ms");
    speed(answer).ifPresent(parts::add);
    return String.join(" · ", parts);
  }

  /// Decode speed as the caller saw it: tokens after the first, over the time after the first.
  private static java.util.Optional<String> speed(JsonNode answer) {
    long tokens = answer.at("/usage/outputTokens").asLong();
    long millis = answer.at("/timing/total").asLong() - answer.at("/timing/firstToken").asLong();
    return tokens > 1 && millis > 0
        ? java.util.Optional.of(
            String.format(Locale.ROOT, "%.0f tokens/s", 1000.0 * (tokens - 1) / millis))
        : java.util.Optional.empty();
  }
}
