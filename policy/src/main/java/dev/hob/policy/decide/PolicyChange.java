// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import dev.hob.policy.layer.ActionRule;
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

  /// Differences of effective values, in the order of the key table; the rules of a list count as
  /// one key.
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
    rules("apps", apps(old.adminApps()), apps(fresh.adminApps())).ifPresent(changes::add);
    rules("apps (user)", apps(old.userApps()), apps(fresh.userApps())).ifPresent(changes::add);
    rules("actions.apps", actions(old.adminActions()), actions(fresh.adminActions()))
        .ifPresent(changes::add);
    rules("actions.apps (user)", actions(old.userActions()), actions(fresh.userActions()))
        .ifPresent(changes::add);
    return changes;
  }

  private record Told(String shown, String source) {}

  private static List<Told> apps(List<AppRule> rules) {
    return rules.stream().map(it -> new Told(it.shown(), it.at().source())).toList();
  }

  private static List<Told> actions(List<ActionRule> rules) {
    return rules.stream().map(it -> new Told(it.shown(), it.at().source())).toList();
  }

  private static Optional<PolicyChange> rules(String key, List<Told> old, List<Told> fresh) {
    List<String> before = old.stream().map(Told::shown).toList();
    List<String> after = fresh.stream().map(Told::shown).toList();
    if (before.equals(after)) {
      return Optional.empty();
    }
    List<Told> told = fresh.isEmpty() ? old : fresh;
    return Optional.of(
        new PolicyChange(
            key,
            Optional.of(before.toString()),
            Optional.of(after.toString()),
            told.getFirst().source()));
  }
}
