// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import java.util.List;
import java.util.Optional;

/// Reads the fields of one rule of a list. One thread.
///
/// @param path of the map, e.g. `apps[0].match`
record RuleFields(YamlNode.Mapping map, String path, Problems problems) {
  /// Tells each key that is not in `names`.
  void known(List<String> names) {
    map.entries()
        .forEach((key, entry) -> {
          if (!names.contains(key)) {
            problems.unknownKey(entry, path + "." + key, key, names);
          }
        });
  }

  /// Empty if it is not there; if it is no such value, that is told.
  <T> Optional<T> value(String key, Form<T> form) {
    YamlNode.Entry entry = map.entries().get(key);
    if (entry == null) {
      return Optional.empty();
    }
    Optional<T> value = form.read().apply(entry.value());
    if (value.isEmpty()) {
      problems.wrongValue(entry.value(), path + "." + key, form.expected());
    }
    return value;
  }
}
