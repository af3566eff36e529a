// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.summarize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.eval.row.Row;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// Batches as `/v1/digest` takes them, and its answers as summaries are scored.
final class DigestWire {
  private DigestWire() {}

  /// Fills `wire` with the row's notifications; gold (`priority`, `reason`, `tag`) stays behind.
  static void notifications(Row row, ArrayNode wire) {
    ZoneOffset zone = Note.now(row).getOffset();
    for (Note note : Note.all(row)) {
      wire.addObject()
          .put("id", note.id())
          .put("app", note.app())
          .put("appName", note.app())
          .put("summary", note.summary())
          .put("body", note.body())
          .put("time", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(note.time().atOffset(zone)))
          .put("urgency", note.urgency())
          .put("category", note.category())
          .put("thread", note.thread())
          .putArray("actions");
    }
  }

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
