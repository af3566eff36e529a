// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.Location;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A parsed YAML value that knows where it stands; Jackson's tree does not.
public sealed interface YamlNode {
  Location at();

  /// In file order.
  record Mapping(Location at, SequencedMap<String, Entry> entries) implements YamlNode {}

  /// @param keyAt where the key stands, which is where a problem with it is told
  record Entry(Location keyAt, YamlNode value) {}

  record Sequence(Location at, List<YamlNode> items) implements YamlNode {}

  /// @param text as written; YAML 1.1 reads `on`, `yes`, `off` and `no` as booleans
  record Scalar(Location at, Kind kind, String text) implements YamlNode {}

  /// How YAML resolves a scalar.
  enum Kind {
    TEXT,
    INTEGER,
    DECIMAL,
    TRUE,
    FALSE,
    NULL
  }

  /// What this is, in words for a message; the text of a scalar is the admin's own and may be told.
  default String shown() {
    return switch (this) {
      case Mapping(_, Map<String, Entry> entries) ->
          entries.isEmpty() ? "an empty map" : "a map with keys " + entries.keySet();
      case Sequence(_, List<YamlNode> items) -> "a list of " + items.size();
      case Scalar(_, Kind kind, String text) -> kind == Kind.NULL ? "nothing" : "\"" + text + "\"";
    };
  }
}
