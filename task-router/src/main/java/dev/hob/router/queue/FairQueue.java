// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.queue;

import dev.hob.router.QueueClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A bounded queue ordered by class, age and share. Not thread-safe: [Turnstile] holds the lock.
///
/// Who is next, among the entries whose class may take a turn:
/// 1. *overdue* entries, oldest first: whatever happens, an accepted request is served;
/// 2. the best *effective* class: the entry's own, one higher for each `ageStep` waited;
/// 3. of these, the app with the lowest *start tag*: start-time fair queueing [1]. An app's entry
///    starts where its previous one finished in virtual time (its cost, in tokens, later), or now
///    if it was idle, so that idling earns no credit and a heavy app waits for the others to catch
///    up;
/// 4. of that app, the oldest entry; equal tags: the oldest entry.
///
/// With at most some dozens of entries a scan is cheaper than any index that must follow ageing.
///
/// 1. Goyal, Vin, Cheng: Start-time fair queueing, SIGCOMM 1996.
final class FairQueue<T> {
  /// One waiting item.
  ///
  /// @param cost service it will take, in any unit common to all, >= 1
  record Entry<T>(T item, QueueClass queueClass, String app, long arrivalNanos, long cost) {
    Entry {
      if (cost < 1) {
        throw new IllegalArgumentException("cost " + cost);
      }
    }
  }

  /// Apps remembered while others wait; beyond it the one with the least debt is forgotten.
  private static final int MAX_APPS = 256;

  private final QueueOptions options;
  private final List<Entry<T>> entries = new ArrayList<>();

  /// App → virtual time at which its last served entry finished.
  private final Map<String, Long> finishTags = new HashMap<>();

  private long virtualNow;

  FairQueue(QueueOptions options) {
    this.options = options;
  }

  /// False, and nothing changed, when the queue is full for this class or this app.
  boolean offer(Entry<T> entry) {
    if (entries.size() >= options.capacityFor(entry.queueClass())
        || entries.stream().filter(e -> e.app().equals(entry.app())).count() >= options.perApp()) {
      return false;
    }
    entries.add(entry);
    return true;
  }

  /// Takes the next entry whose own class is in `eligible`.
  Optional<Entry<T>> poll(long nowNanos, Set<QueueClass> eligible) {
    Optional<Entry<T>> next =
        entries.stream().filter(e -> eligible.contains(e.queueClass())).min(order(nowNanos));
    next.ifPresent(this::take);
    return next;
  }

  boolean remove(T item) {
    boolean removed = entries.removeIf(e -> e.item().equals(item));
    forgetWhenEmpty();
    return removed;
  }

  int size() {
    return entries.size();
  }

  Map<QueueClass, Integer> sizes() {
    Map<QueueClass, Integer> sizes = new EnumMap<>(QueueClass.class);
    for (QueueClass queueClass : QueueClass.values()) {
      sizes.put(queueClass, 0);
    }
    entries.forEach(e -> sizes.merge(e.queueClass(), 1, Integer::sum));
    return sizes;
  }

  /// Entries that a new one of `queueClass` would have to let pass.
  List<Entry<T>> ahead(QueueClass queueClass, long nowNanos) {
    return entries.stream().filter(e -> effectiveClass(e, nowNanos) <= queueClass.rank()).toList();
  }

  private Comparator<Entry<T>> order(long nowNanos) {
    return Comparator.<Entry<T>>comparingInt(e -> isOverdue(e, nowNanos) ? 0 : 1)
        .thenComparingInt(e -> isOverdue(e, nowNanos) ? 0 : effectiveClass(e, nowNanos))
        .thenComparingLong(e -> isOverdue(e, nowNanos) ? 0 : startTag(e.app()))
        // Differences, because monotonic clocks may wrap.
        .thenComparing((a, b) -> Long.signum(a.arrivalNanos() - b.arrivalNanos()));
  }

  private boolean isOverdue(Entry<T> entry, long nowNanos) {
    return nowNanos - entry.arrivalNanos() >= options.overdue().toNanos();
  }

  private int effectiveClass(Entry<T> entry, long nowNanos) {
    long steps = (nowNanos - entry.arrivalNanos()) / options.ageStep().toNanos();
    return (int) Math.max(0, entry.queueClass().rank() - Math.max(0, steps));
  }

  private long startTag(String app) {
    return Math.max(virtualNow, finishTags.getOrDefault(app, virtualNow));
  }

  private void take(Entry<T> entry) {
    entries.remove(entry);
    long start = startTag(entry.app());
    finishTags.put(entry.app(), start + entry.cost());
    virtualNow = start;
    finishTags.values().removeIf(finish -> finish <= virtualNow);
    if (finishTags.size() > MAX_APPS) {
      finishTags.entrySet().stream()
          .min(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .ifPresent(finishTags::remove);
    }
    forgetWhenEmpty();
  }

  /// Shares matter between those who wait together; with nobody waiting all debts are settled.
  private void forgetWhenEmpty() {
    if (entries.isEmpty()) {
      finishTags.clear();
      virtualNow = 0;
    }
  }
}
