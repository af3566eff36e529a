// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.router.Beginning;
import java.time.OffsetDateTime;
import java.util.List;

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

  /// How calls of each of its roles begin.
  List<Beginning> beginnings();
}
