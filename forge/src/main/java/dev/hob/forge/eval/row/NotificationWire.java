// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.row;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// A row's notifications as Hob's doors take them.
public final class NotificationWire {
  private NotificationWire() {}

  /// `{"now", "notifications"}`; gold (`priority`, `reason`, `tag`) stays behind.
  ///
  /// @throws dev.hob.forge.eval.EvalException a notification lacks a field that is needed
  public static ObjectNode input(Row row) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.put("now", Note.now(row).toString());
    ArrayNode wire = input.putArray("notifications");
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
    return input;
  }
}
