// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.Location;
import dev.hob.policy.PolicyProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Collects all faults of a reading, so that one check tells all. One thread.
final class Problems {
  private final List<PolicyProblem> found = new ArrayList<>();

  void add(Location at, String key, String message) {
    found.add(new PolicyProblem(at, key, message));
  }

  void unknownKey(YamlNode.Entry entry, String path, String typed, Collection<String> known) {
    add(entry.keyAt(), path, "unknown key \"" + typed + "\"; " + NearestName.hint(typed, known));
  }

  void wrongValue(YamlNode value, String path, String expected) {
    add(value.at(), path, "is " + value.shown() + ", expected " + expected);
  }

  void addAll(List<PolicyProblem> others) {
    found.addAll(others);
  }

  List<PolicyProblem> all() {
    return List.copyOf(found);
  }
}
