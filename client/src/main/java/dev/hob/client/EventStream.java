// SPDX-License-Identifier: Apache-2.0
package dev.hob.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads server-sent events (WHATWG HTML, 9.2) from a response body. One thread.
final class EventStream {
  /// An event as it stands in the stream.
  record Raw(String name, String data) {}

  private final BufferedReader lines;

  EventStream(InputStream body) {
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  /// The next event; empty at the end of the stream. An event that the end cuts off is dropped, as
  /// the standard says.
  Optional<Raw> next() throws IOException {
    String name = "message";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          return Optional.of(new Raw(name, data.toString()));
        }
        name = "message";
        continue;
      }
      int colon = line.indexOf(':');
      if (colon == 0) {
        continue;
      }
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "event" -> name = value;
        case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
        default -> {
          // id and retry mean nothing here: a Hob stream is never resumed.
        }
      }
    }
    return Optional.empty();
  }
}
