// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.ipc.wire.StrictJson;

/// Between a chat message and a feature's own input and output. Immutable.
final class ChatText {
  private ChatText() {}

  /// The message is the text; features that take more than a text take it as JSON (rulings 11, 14).
  static ObjectNode input(String feature, String message) {
    return switch (feature) {
      case "digest", "prioritize" -> StrictJson.object(message);
      default -> JsonNodeFactory.instance.objectNode().put("text", message);
    };
  }

  /// The text that a person would read; the whole output as JSON where there is none.
  static String output(Answer answer) {
    JsonNode output = answer.output();
    return switch (answer.feature()) {
      case "summarize" -> output.path("summary").asText();
      case "proofread", "rewrite" -> output.path("text").asText();
      case "digest" -> digest(output);
      default -> output.toString();
    };
  }

  /// Headline and group summaries, in order, one line each.
  private static String digest(JsonNode output) {
    StringBuilder text = new StringBuilder(output.path("headline").asText());
    for (JsonNode group : output.path("groups")) {
      text.append(text.isEmpty() ? "" : "\n").append(group.path("summary").asText());
    }
    return text.toString();
  }
}
