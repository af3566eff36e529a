// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.Location;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// What one file says. Each value was read by its key's own form.
///
/// @param values by dotted path, in file order; a group that was switched off as a whole stands
///   under its own path with the value [#OFF]
record LayerFile(
    Layer layer,
    String file,
    SequencedMap<String, Value> values,
    List<AppRule> apps,
    List<ActionRule> actionApps) {
  static final Object OFF = "off";

  record Value(Optional<Key<?>> key, Object value, Location at) {
    String shown() {
      return key.map(it -> it.show(value)).orElse("off");
    }
  }
}
