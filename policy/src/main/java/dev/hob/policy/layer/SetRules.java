// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.Location;
import java.util.List;

/// Keys that only make sense together, checked over the merged set.
final class SetRules {
  private SetRules() {}

  static void check(LayeredSettings settings, Problems problems) {
    together(
        settings,
        problems,
        "cloud",
        List.of(Keys.ENDPOINT, Keys.MODEL),
        List.of(Keys.CLOUD_KEY, Keys.CLOUD_CA, Keys.CLOUD_TIMEOUT, Keys.CLOUD_RETRIES));
    together(
        settings,
        problems,
        "listen",
        List.of(Keys.LISTEN_TCP, Keys.LISTEN_CERT, Keys.LISTEN_KEY, Keys.LISTEN_TOKEN),
        List.of());
  }

  /// If any of `needed` or `more` is set, all of `needed` must be.
  private static void together(
      LayeredSettings settings,
      Problems problems,
      String group,
      List<Key<?>> needed,
      List<Key<?>> more) {
    List<Location> set =
        java.util.stream.Stream.concat(needed.stream(), more.stream())
            .flatMap(key -> settings.entry(key).stream())
            .map(LayeredSettings.Entry::at)
            .toList();
    if (set.isEmpty()) {
      return;
    }
    for (Key<?> key : needed) {
      if (settings.entry(key).isEmpty()) {
        problems.add(set.getLast(), group, "needs " + key.path() + " as well, or \"off\"");
      }
    }
  }
}
