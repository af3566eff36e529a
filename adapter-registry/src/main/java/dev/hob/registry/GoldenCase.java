// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/// One recorded input of an adapter with the properties that its answer must have (formats.md, 2).
///
/// @param input the feature's input
/// @param options the feature's options, an object
/// @param contains texts that the answer must hold
/// @param maxChars longest answer, 0 = no limit
/// @param schemaValid the answer must parse by the feature's own schema
/// @param equals the whole answer
public record GoldenCase(
    JsonNode input,
    JsonNode options,
    List<String> contains,
    int maxChars,
    boolean schemaValid,
    Optional<String> equals) {
  public GoldenCase {
    contains = List.copyOf(contains);
  }
}
