// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.row;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.fact.Counts;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// One notification of a batch.
///
/// @param id its `n` or `id`, as text
/// @param time in the zone of the row's `now`
public record Note(
    String id,
    String app,
    LocalDateTime time,
    String summary,
    String body,
    String thread,
    String sender,
    int urgency,
    String category) {
  private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  /// All notifications of a row, in its order.
  public static List<Note> all(Row row) {
    OffsetDateTime now = now(row);
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < row.list("/notifications").size(); i++) {
      notes.add(of(row, "/notifications/" + i, now));
    }
    return notes;
  }

  private static Note of(Row row, String at, OffsetDateTime now) {
    JsonNode json = row.json().at(at);
    String id = json.has("n") ? json.path("n").asText() : json.path("id").asText();
    if (id.isEmpty()) {
      throw row.bad(at + "/n", "a number or an id", json.path("n"));
    }
    String summary = row.text(at + "/summary");
    return new Note(
        id,
        row.text(at + "/app"),
        time(row, at + "/time", now),
        summary,
        json.path("body").asText(""),
        json.path("thread").asText(""),
        json.path("sender").asText(json.path("from").asText(summary)),
        json.path("urgency").asInt(1),
        json.path("category").asText(""));
  }

  /// The moment of the batch; without a zone it is taken as UTC.
  public static OffsetDateTime now(Row row) {
    String text = row.text("/now").replace(' ', 'T');
    try {
      return text.matches(".*([Zz]|[+-]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(text)
          : LocalDateTime.parse(text).atOffset(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw row.bad("/now", "a date and time", row.json().path("now"));
    }
  }

  private static LocalDateTime time(Row row, String at, OffsetDateTime now) {
    String text = row.text(at).replace(' ', 'T');
    LocalDate day = now.toLocalDate();
    try {
      if (text.length() <= 5) {
        return LocalTime.parse(text).atDate(day);
      }
      return text.matches(".*([Zz]|[+-]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(text).withOffsetSameInstant(now.getOffset()).toLocalDateTime()
          : LocalDateTime.parse(text);
    } catch (DateTimeException e) {
      throw row.bad(at, "HH:MM or a date and time", row.json().at(at));
    }
  }

  /// As it is shown: time, app, summary and body, a line each.
  public String shown() {
    return SHOWN.format(time) + "\n" + app + "\n" + content();
  }

  /// Summary and body, a line each; no empty line.
  public String content() {
    return body.isEmpty() ? summary : summary + "\n" + body;
  }

  public Counts.Item counted() {
    return new Counts.Item(app, thread, sender);
  }
}
