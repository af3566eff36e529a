// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The counts that a digest may state without any notification saying them: of all notifications,
/// of those of one app, thread or sender, and of distinct senders.
public final class Counts {
  /// @param thread empty if none
  /// @param sender who it came from, else its headline; empty if none
  public record Item(String app, String thread, String sender) {}

  private Counts() {}

  public static Set<Integer> of(List<Item> items) {
    Map<List<String>, Integer> groups = new HashMap<>();
    Set<String> senders = new HashSet<>();
    for (Item item : items) {
      String sender = NormalText.n1(item.sender());
      groups.merge(List.of("app", NormalText.n1(item.app())), 1, Integer::sum);
      if (!item.thread().isEmpty()) {
        groups.merge(List.of("thread", NormalText.n1(item.thread())), 1, Integer::sum);
      }
      if (!sender.isEmpty()) {
        groups.merge(List.of("sender", sender), 1, Integer::sum);
        senders.add(sender);
      }
    }
    Set<Integer> counts = new HashSet<>(groups.values());
    counts.add(items.size());
    counts.add(senders.size());
    return Set.copyOf(counts);
  }
}
