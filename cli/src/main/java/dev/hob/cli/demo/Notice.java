// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// One notification of the demo's day, as a program would send it.
///
/// @param app name that the sender gives itself
/// @param entry desktop entry, without `.desktop`
/// @param urgency `low`, `normal` or `critical`
/// @param category category hint, may be empty
/// @param brief transient: gone once seen
record Notice(
    String app,
    String entry,
    String summary,
    String body,
    String urgency,
    String category,
    boolean brief) {

  /// The day that the demo plays.
  static List<Notice> day() {
    try (InputStream in = Notice.class.getResourceAsStream("day.json")) {
      return new ObjectMapper()
          .readValue(Objects.requireNonNull(in, "day.json"), new TypeReference<>() {});
    } catch (IOException broken) {
      throw new UncheckedIOException("day.json of the demo cannot be read", broken);
    }
  }
}
