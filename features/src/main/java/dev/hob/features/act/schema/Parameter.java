// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// One named argument.
///
/// @param description may be empty
/// @param fallback the schema's default, valid by `type`
/// @param required whether a call without it is invalid
public record Parameter(
    String name,
    String description,
    ValueType type,
    Optional<JsonNode> fallback,
    boolean required) {
  /// Whether the person has to name it: a call needs it and nothing stands in for it.
  public boolean mustBeSaid() {
    return required && fallback.isEmpty();
  }
}
