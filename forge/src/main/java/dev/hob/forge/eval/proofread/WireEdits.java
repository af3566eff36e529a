// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.proofread;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The edits that an answer lists: `{offset, length, replacement}` in UTF-16 units.
final class WireEdits {
  private WireEdits() {}

  /// The source with the edits applied right to left; empty if one reaches outside it.
  static Optional<String> applied(String source, JsonNode edits) {
    List<JsonNode> rightToLeft = new ArrayList<>();
    edits.forEach(rightToLeft::add);
    rightToLeft.sort(
        Comparator.comparingInt((JsonNode edit) -> edit.path("offset").asInt()).reversed());
    StringBuilder text = new StringBuilder(source);
    for (JsonNode edit : rightToLeft) {
      long offset = edit.path("offset").asLong(-1);
      long end = offset + edit.path("length").asLong(-1);
      if (offset < 0 || end < offset || end > text.length()) {
        return Optional.empty();
      }
      text.replace((int) offset, (int) end, edit.path("replacement").asText());
    }
    return Optional.of(text.toString());
  }
}
