// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/// What a task made.
///
/// @param output as formats.md, 5 has it for the feature
/// @param text the same as a person reads it, for streams
/// @param by who wrote what stands in `output`; the model if any of its text was kept
/// @param checked whether the guard read model text
/// @param quoted whether sources are quoted because model text did not pass
/// @param rejected what the guard found, without content
/// @param retries model calls made again because of the guard
/// @param next what is to be done with it once the ticket is closed
public record Made(
    JsonNode output,
    String text,
    Writer by,
    boolean checked,
    boolean quoted,
    List<String> rejected,
    int retries,
    Optional<Aftermath> next) {
  public Made {
    rejected = List.copyOf(rejected);
  }

  /// An answer that is final as it stands.
  public Made(
      JsonNode output,
      String text,
      Writer by,
      boolean checked,
      boolean quoted,
      List<String> rejected,
      int retries) {
    this(output, text, by, checked, quoted, rejected, retries, Optional.empty());
  }

  /// The same, with what is to be done with it.
  public Made then(Aftermath aftermath) {
    return new Made(output, text, by, checked, quoted, rejected, retries, Optional.of(aftermath));
  }

  /// An answer that no model had a part in.
  public static Made byHelper(JsonNode output, String text) {
    return new Made(output, text, Writer.HELPER, false, false, List.of(), 0);
  }
}
