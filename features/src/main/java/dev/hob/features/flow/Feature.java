// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.router.Prompt;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/// One thing that Hob can do. Immutable, thread-safe.
public interface Feature {
  /// As the wire names it, e.g. `summarize`.
  String name();

  /// The adapter role that its model calls ask for; one of them where there are several.
  String role();

  /// What of this feature ships apart, each under this name with a writer of its own (see
  /// [Task#ships()]); the styles of rewriting, for example. Empty where only a model can write.
  default List<String> variants() {
    return List.of(name());
  }

  /// Reads a request strictly.
  ///
  /// @param now for inputs that bring no time of their own
  /// @throws dev.hob.features.ProblemException the request is not as it should be
  Task read(JsonNode input, JsonNode options, OffsetDateTime now);

  /// A small prompt of this feature whose constant part is worth keeping ready.
  Prompt warmUp();

  /// The same for every role of this feature.
  default Map<String, Prompt> warmUps() {
    return Map.of(role(), warmUp());
  }
}
