// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.summarize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// Answers of `/v1/digest` as summaries are scored.
final class DigestWire {
  private DigestWire() {}

  /// Headline and group summaries, in order, a line each, with the sources of all groups.
  static JsonNode joined(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    lines.add(answer.path("headline").asText(""));
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    ArrayNode sources = output.putArray("sources");
    for (JsonNode group : answer.path("groups")) {
      lines.add(group.path("summary").asText(""));
      group.path("sources").forEach(sources::add);
    }
    lines.removeIf(String::isBlank);
    output.put("summary", String.join("\n", lines));
    return output;
  }
}
