// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

import dev.hob.registry.Registry;
import dev.hob.router.RouterClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/// What can be given back, the cheapest to get again first, and what lately was. Not thread-safe:
/// the governor's lock guards it.
///
/// | rung | frees | climbed for |
/// | --- | --- | --- |
/// | `prefix-cache` | KV of constant prefixes | budget, pressure, idle |
/// | `idle-adapters` | adapters that nobody leases | budget, pressure, idle |
/// | `other-base` | a base that nobody leases, while another was leased since | budget, pressure, idle |
/// | `idle-base` | the mapped base and its engine | budget and pressure while idle, idle |
final class MemoryLadder {
  private static final int KEPT_RELIEFS = 16;

  private final Registry registry;
  private final RouterClock clock;
  private final ResidentMeter resident;
  private final Deque<Relief> reliefs = new ArrayDeque<>();

  MemoryLadder(Registry registry, RouterClock clock, ResidentMeter resident) {
    this.registry = registry;
    this.clock = clock;
    this.resident = resident;
  }

  /// Takes rung after rung while anything is wanted, each measured by ledger and kernel.
  ///
  /// @param wanted bytes still to free; asked before each rung
  /// @param idle nothing works, so that the base may go as well
  void climb(String cause, LongSupplier wanted, boolean idle) {
    for (Rung rung : Rung.values()) {
      long bytes = wanted.getAsLong();
      if (bytes <= 0 || (rung == Rung.IDLE_BASE && !idle)) {
        return;
      }
      long before = resident.now().rss();
      long freed = relieve(rung, bytes);
      if (freed > 0) {
        remember(
            new Relief(rung.label, cause, clock.instant(), freed, before, resident.now().rss()));
      }
    }
  }

  /// The latest rungs that freed anything, oldest first.
  List<Relief> reliefs() {
    return List.copyOf(reliefs);
  }

  private long relieve(Rung rung, long wanted) {
    return switch (rung) {
      case PREFIX_CACHE -> registry.relievePrefixCaches(wanted);
      case IDLE_ADAPTERS -> registry.evictIdle(wanted);
      case OTHER_BASE -> registry.unloadOtherBases();
      case IDLE_BASE -> registry.unloadIdleBase();
    };
  }

  private void remember(Relief relief) {
    if (reliefs.size() == KEPT_RELIEFS) {
      reliefs.removeFirst();
    }
    reliefs.addLast(relief);
  }

  /// In order.
  private enum Rung {
    PREFIX_CACHE("prefix-cache"),
    IDLE_ADAPTERS("idle-adapters"),
    OTHER_BASE("other-base"),
    IDLE_BASE("idle-base");

    final String label;

    Rung(String label) {
      this.label = label;
    }
  }
}
