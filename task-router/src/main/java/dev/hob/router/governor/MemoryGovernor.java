// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

import dev.hob.engine.memory.Ledger;
import dev.hob.policy.Budgets;
import dev.hob.registry.Registry;
import dev.hob.router.Refusal;
import dev.hob.router.RouterClock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps the engine's memory inside the budget and gives it back when it is idle or wanted
/// elsewhere. Thread-safe; one relief runs at a time.
///
/// Work holds memory through [#hold]. The budget, the kernel's pressure and the idle timer climb
/// the [MemoryLadder].
///
/// Room for work never costs the base that was leased last, which that work is about to need. What
/// does not fit after the ladder is refused, never spilled; once nothing works, the budget takes
/// the base as well.
public final class MemoryGovernor implements AutoCloseable {
  /// After pressure came and nothing was left to give, further signs are only counted for so long:
  /// the kernel repeats itself every two seconds.
  private static final Duration DEAF_WHEN_SPENT = Duration.ofSeconds(10);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Ledger ledger;
  private final Supplier<Budgets> budgets;
  private final RouterClock clock;
  private final ResidentMeter resident;

  /// Guards the fields below. Held over rungs, which free memory and do no I/O but unmapping.
  private final ReentrantLock lock = new ReentrantLock();

  private final MemoryLadder ladder;
  private RouterClock.@Nullable Alarm idleAlarm;
  private int holds;
  private long pressures;
  private long pressedAtNanos;
  private boolean spent;
  private long spentAtNanos;
  private boolean closed;

  public MemoryGovernor(
      Registry registry,
      Ledger ledger,
      Supplier<Budgets> budgets,
      RouterClock clock,
      ResidentMeter resident) {
    this.ledger = ledger;
    this.budgets = budgets;
    this.clock = clock;
    this.resident = resident;
    this.ladder = new MemoryLadder(registry, clock, resident);
  }

  /// Follows `pressure`, which the caller closes before this governor.
  public MemoryGovernor follow(Pressure pressure) {
    pressure.listen(this::underPressure);
    return this;
  }

  /// Marks work as going on: while any hold is open nothing counts as idle. When the last one
  /// closes, the idle timer of policy starts.
  public Hold hold() {
    lock.lock();
    try {
      holds++;
      if (idleAlarm != null) {
        idleAlarm.cancel();
        idleAlarm = null;
      }
      return new Hold(this);
    } finally {
      lock.unlock();
    }
  }

  /// Brings the ledger to the budget less `needed`, as far as idle memory allows.
  ///
  /// @param needed bytes about to be allocated, 0 = only what is there counts
  /// @return the refusal, when it does not fit
  public Optional<Refusal> makeRoom(long needed) {
    lock.lock();
    try {
      long budget = budgets.get().memoryBytes();
      if (over(budget, needed) > 0) {
        ladder.climb("budget", () -> over(budget, needed), false);
      }
      if (over(budget, needed) <= 0) {
        return Optional.empty();
      }
      return Optional.of(
          new Refusal.LowMemory(
              Math.max(needed, over(budget, needed)),
              Math.max(0, budget - ledger.total()),
              RETRY_AFTER));
    } finally {
      lock.unlock();
    }
  }

  /// The refusal of work that nobody waits for yet (warming up), while the machine is short of
  /// memory: within ten seconds of the last sign.
  public Optional<Refusal> pressed() {
    lock.lock();
    try {
      boolean recent = pressures > 0 && clock.nanos() - pressedAtNanos < DEAF_WHEN_SPENT.toNanos();
      long free = Math.max(0, budgets.get().memoryBytes() - ledger.total());
      return recent
          ? Optional.of(new Refusal.LowMemory(0, free, DEAF_WHEN_SPENT))
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Told after policy was read again: a smaller budget holds at once for what is idle.
  public void budgetChanged() {
    lock.lock();
    try {
      keepBudget();
    } finally {
      lock.unlock();
    }
  }

  /// Gives back what is idle, all of it. For the pressure source.
  public void underPressure() {
    lock.lock();
    try {
      pressures++;
      pressedAtNanos = clock.nanos();
      if (closed || (spent && clock.nanos() - spentAtNanos < DEAF_WHEN_SPENT.toNanos())) {
        return;
      }
      long before = ledger.total();
      ladder.climb("pressure", () -> Long.MAX_VALUE, holds == 0);
      spent = ledger.total() >= before;
      spentAtNanos = clock.nanos();
    } finally {
      lock.unlock();
    }
  }

  public MemoryReport report() {
    Resident kernel = resident.recent();
    lock.lock();
    try {
      return new MemoryReport(
          rows(), ledger.total(), budgets.get().memoryBytes(), kernel, pressures, ladder.reliefs());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (idleAlarm != null) {
        idleAlarm.cancel();
        idleAlarm = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void release() {
    lock.lock();
    try {
      holds--;
      if (holds == 0 && !closed) {
        keepBudget();
        idleAlarm = clock.after(budgets.get().idleUnload(), this::unloadIfIdle);
      }
    } finally {
      lock.unlock();
    }
  }

  /// What is over the budget and idle goes, the base too if nothing works with it.
  private void keepBudget() {
    ladder.climb("budget", () -> over(budgets.get().memoryBytes(), 0), holds == 0);
  }

  private void unloadIfIdle() {
    lock.lock();
    try {
      if (holds == 0 && !closed) {
        idleAlarm = null;
        ladder.climb("idle", () -> Long.MAX_VALUE, true);
      }
    } finally {
      lock.unlock();
    }
  }

  private SortedMap<String, Long> rows() {
    SortedMap<String, Long> rows = new TreeMap<>();
    ledger
        .snapshot()
        .forEach((owner, bytes) ->
            rows.put(owner.name().toLowerCase(Locale.ROOT).replace('_', '-'), bytes));
    return rows;
  }

  private long over(long budget, long needed) {
    return ledger.total() + needed - budget;
  }

  /// Open while work uses the engine. Closing is idempotent, from any thread.
  public static final class Hold implements AutoCloseable {
    private @Nullable MemoryGovernor governor;

    private Hold(MemoryGovernor governor) {
      this.governor = governor;
    }

    @Override
    public void close() {
      MemoryGovernor held;
      synchronized (this) {
        held = governor;
        governor = null;
      }
      if (held != null) {
        held.release();
      }
    }
  }
}
