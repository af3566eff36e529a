// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.policy.Budgets;
import dev.hob.router.Refusal;
import dev.hob.router.testing.FakeClock;
import dev.hob.router.testing.FakePressure;
import dev.hob.router.testing.FakeRegistry;
import dev.hob.router.testing.Works;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryGovernorTest {
  private static final Budgets BUDGET = Works.budgets(1000, 2048); // idleUnload 10 min

  @TempDir Path folder;
  private final FakeClock clock = new FakeClock();
  private final Ledger ledger = new Ledger();
  private final FakeRegistry registry = new FakeRegistry(ledger);
  private final FakePressure pressure = new FakePressure();

  private MemoryGovernor governor() {
    ResidentMeter meter = new ResidentMeter(folder.resolve("smaps_rollup"), clock);
    return new MemoryGovernor(registry, ledger, () -> BUDGET, clock, meter).follow(pressure);
  }

  private static List<String> rungs(MemoryGovernor governor) {
    return governor.report().relief().stream().map(r -> r.cause() + " " + r.rung()).toList();
  }

  @Test
  void evictsIdleAdaptersToKeepTheBudgetAndNeverTheBaseThatIsAboutToWork() {
    registry.loaded(700, 500);
    MemoryGovernor governor = governor();
    assertTrue(governor.makeRoom(0).isEmpty());
    assertEquals(1000, ledger.total());
    assertEquals(List.of("budget idle-adapters"), rungs(governor));
    assertEquals(0, registry.baseUnloads());
  }

  @Test
  void refusesWhatDoesNotFitAfterTheLadder() {
    registry.loaded(900, 50);
    Refusal.LowMemory refusal =
        assertInstanceOf(Refusal.LowMemory.class, governor().makeRoom(200).orElseThrow());
    assertEquals(200, refusal.needed());
    assertEquals(100, refusal.free());
  }

  @Test
  void aBaseOverTheBudgetGoesAsSoonAsNothingWorksWithIt() {
    MemoryGovernor governor = governor();
    try (MemoryGovernor.Hold _ = governor.hold()) {
      registry.loaded(1500, 0);
      governor.budgetChanged();
      assertEquals(1500, ledger.total());
    }
    assertEquals(0, ledger.total());
    assertEquals(List.of("budget idle-base"), rungs(governor));
  }

  @Test
  void refusesToWarmUpForTenSecondsAfterASignOfPressure() {
    MemoryGovernor governor = governor();
    assertTrue(governor.pressed().isEmpty());
    pressure.press();
    assertInstanceOf(Refusal.LowMemory.class, governor.pressed().orElseThrow());
    clock.advance(Duration.ofSeconds(10));
    assertTrue(governor.pressed().isEmpty());
  }

  @Test
  void unloadsTheBaseOnceAfterIdleUnloadAndSetsNoFurtherAlarm() {
    registry.loaded(700, 100);
    MemoryGovernor governor = governor();
    assertEquals(0, clock.alarms());
    governor.hold().close();
    clock.advance(Duration.ofMinutes(10).minusNanos(1));
    assertEquals(800, ledger.total());
    clock.advance(Duration.ofNanos(1));
    assertEquals(0, ledger.total());
    assertEquals(List.of("idle idle-adapters", "idle idle-base"), rungs(governor));
    assertEquals(0, clock.alarms());
  }

  @Test
  void workThatBeginsInTimeKeepsTheBase() {
    registry.loaded(700, 0);
    MemoryGovernor governor = governor();
    governor.hold().close();
    clock.advance(Duration.ofMinutes(9));
    MemoryGovernor.Hold busy = governor.hold();
    clock.advance(Duration.ofHours(5));
    assertEquals(700, ledger.total());
    assertEquals(0, clock.alarms());
    MemoryGovernor.Hold second = governor.hold();
    busy.close();
    busy.close();
    assertEquals(0, clock.alarms());
    second.close();
    assertEquals(1, clock.alarms());
  }

  @Test
  void pressureTakesTheIdleBaseAtOnceButNotOneAtWork() {
    registry.loaded(700, 100);
    MemoryGovernor governor = governor();
    try (MemoryGovernor.Hold _ = governor.hold()) {
      pressure.press();
      assertEquals(700, ledger.total());
    }
    pressure.press();
    assertEquals(0, ledger.total());
    assertEquals(2, governor.report().pressures());
  }

  @Test
  void aLadderThatIsSpentIsLeftAloneForTenSeconds() {
    MemoryGovernor governor = governor();
    pressure.press();
    int unloads = registry.baseUnloads();
    pressure.press();
    assertEquals(unloads, registry.baseUnloads());
    clock.advance(Duration.ofSeconds(10));
    pressure.press();
    assertEquals(unloads + 1, registry.baseUnloads());
    assertEquals(3, governor.report().pressures());
  }

  @Test
  void reportsTheLedgerBesideTheKernelsFiguresReadAtMostOnceASecond() throws IOException {
    registry.loaded(700, 100);
    Path rollup = folder.resolve("smaps_rollup");
    Files.writeString(
        rollup,
        """
        00400000-7ffd9 ---p 00000000 00:00 0    [rollup]
        Rss:      120 kB
        Pss_Anon:  80 kB
        Pss_File:  30 kB
        Swap:       7 kB
        """);
    MemoryGovernor governor = governor();
    Resident first = new Resident(120 * 1024, 80 * 1024, 30 * 1024, 7 * 1024);
    MemoryReport report = governor.report();
    assertEquals(first, report.kernel());
    assertEquals(700, report.ledger().get("base"));
    assertEquals(800, report.ledgerTotal());
    assertEquals(1000, report.budget());
    Files.writeString(rollup, "Rss: 1 kB\n");
    assertEquals(first, governor.report().kernel());
    clock.advance(Duration.ofSeconds(1));
    assertEquals(1024, governor.report().kernel().rss());
  }

  @Test
  void closingForgetsTheIdleAlarm() {
    registry.loaded(700, 0);
    MemoryGovernor governor = governor();
    governor.hold().close();
    governor.close();
    assertEquals(0, clock.alarms());
  }
}
