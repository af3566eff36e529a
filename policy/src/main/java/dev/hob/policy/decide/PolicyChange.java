// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import dev.hob.policy.layer.AppRule;
import dev.hob.policy.layer.LayeredSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// What a reload changed about one key.
///
/// @param before empty if it was not set
/// @param after empty if it is not set any more
/// @param source `file:line` of the new value; of the old one when it went away
public record PolicyChange(
    String key, Optional<String> before, Optional<String> after, String source) {

  /// Differences of effective values, in the order of the key table; the app rules of a side count
  /// as one key.
  static List<PolicyChange> between(LayeredSettings old, LayeredSettings fresh) {
    List<PolicyChange> changes = new ArrayList<>();
    SequencedSet<String> paths = new LinkedHashSet<>(old.entries().sequencedKeySet());
    paths.addAll(fresh.entries().sequencedKeySet());
    for (String path : paths) {
      Optional<LayeredSettings.Entry> was = Optional.ofNullable(old.entries().get(path));
      Optional<LayeredSettings.Entry> is = Optional.ofNullable(fresh.entries().get(path));
      Optional<String> before = was.map(LayeredSettings.Entry::shown);
      Optional<String> after = is.map(LayeredSettings.Entry::shown);
      if (!before.equals(after)) {
        String source = is.or(() -> was).map(it -> it.at().source()).orElseThrow();
        changes.add(new PolicyChange(path, before, after, source));
      }
    }
    apps("apps", old.adminApps(), fresh.adminApps()).ifPresent(changes::add);
    apps("apps (user)", old.userApps(), fresh.userApps()).ifPresent(changes::add);
    return changes;
  }

  private static Optional<PolicyChange> apps(String key, List<AppRule> old, List<AppRule> fresh) {
    List<String> before = old.stream().map(AppRule::shown).toList();
    List<String> after = fresh.stream().map(AppRule::shown).toList();
    if (before.equals(after)) {
      return Optional.empty();
    }
    List<AppRule> told = fresh.isEmpty() ? old : fresh;
    return Optional.of(
        new PolicyChange(
            key,
            Optional.of(before.toString()),
            Optional.of(after.toString()),
            told.getFirst().at().source()));
  }
}
