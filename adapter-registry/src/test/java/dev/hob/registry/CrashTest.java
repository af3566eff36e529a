// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.AdapterManifest.Recovery;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.memory.Ledger;
import dev.hob.registry.store.Step;
import dev.hob.registry.testing.TinyRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Stops every change at every step, once as a loss of power (nothing runs any more), and looks at
/// what the next start finds: the old state or the new one.
class CrashTest {
  @TempDir private Path root;
  private TinyRoots roots;
  private BaseManifest base;

  /// An error, so that no clean-up of the code under test runs, as in a real loss of power.
  private static final class PowerLoss extends Error {}

  @BeforeEach
  void fill() throws IOException {
    roots = TinyRoots.filled(root);
    base = BaseManifest.read(root.resolve("embedded/bases/tiny/1.0.0"));
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void anInstallationHappenedOrItDidNot(Step step) throws IOException {
    Path source = source("tone", "1.0.0");
    boolean lost = lose(step, registry -> registry.install(source, InstallOptions.bundle()));

    boolean there = check("tone", "1.0.0");

    if (!lost || step.compareTo(Step.RENAMED) >= 0) {
      assertTrue(there, "lost at " + step);
    }
    if (lost && step.compareTo(Step.RENAMED) < 0) {
      assertTrue(!there, "lost at " + step);
    }
    try (LocalRegistry again = roots.open(new Ledger())) {
      assertEquals("tone", again.install(source, InstallOptions.bundle()).name());
    }
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void aRemovalHappenedOrItDidNot(Step step) throws IOException {
    try (LocalRegistry registry = roots.open(new Ledger())) {
      registry.install(source("tone", "1.0.0"), InstallOptions.bundle());
    }
    boolean lost = lose(step, registry -> registry.remove("tone", "1.0.0", Duration.ZERO));

    boolean there = check("tone", "1.0.0");

    assertEquals(lost && step.compareTo(Step.RENAMED) < 0, there, "lost at " + step);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void theActiveVersionIsTheOldOrTheNewOne(Step step) throws IOException {
    try (LocalRegistry registry = roots.open(new Ledger())) {
      registry.install(source("summarize", "1.1.0"), InstallOptions.bundle());
    }
    lose(step, registry -> registry.activate("summarize", "1.1.0"));

    try (LocalRegistry registry = roots.open(new Ledger())) {
      List<String> active =
          registry.adapters().stream()
              .filter(it -> it.role().equals("summarize") && it.state().equals("active"))
              .map(AdapterRecord::version)
              .toList();
      assertEquals(1, active.size());
      boolean fresh = step != Step.STAGED;
      assertEquals(fresh ? "1.1.0" : "1.0.0", active.getFirst(), "lost at " + step);
    }
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void aDiskThatFailsHalfWayLeavesTheOldState(Step step) throws IOException {
    AtomicReference<Boolean> failing = new AtomicReference<>(true);
    Step.Hook hook =
        reached -> {
          if (reached == step && failing.getAndSet(false)) {
            throw new IOException("No space left on device");
          }
        };
    Path source = source("tone", "1.0.0");
    try (LocalRegistry registry = open(hook)) {
      boolean threw = false;
      try {
        registry.install(source, InstallOptions.bundle());
      } catch (StorageException e) {
        threw = true;
      }
      assertTrue(threw, "no failure at " + step);
      boolean there = registry.adapters().stream().anyMatch(it -> it.name().equals("tone"));
      assertEquals(step == Step.RECORDED, there, "failed at " + step);
      registry.install(source, InstallOptions.bundle());
      assertTrue(registry.lease("tone").map(this::closed).isPresent());
    }
  }

  private AdapterLease closed(AdapterLease lease) {
    lease.close();
    return lease;
  }

  /// What a registry is told.
  private interface Act {
    void on(LocalRegistry registry);
  }

  /// @return whether the step was reached
  private boolean lose(Step step, Act act) {
    Step.Hook hook =
        reached -> {
          if (reached == step) {
            throw new PowerLoss();
          }
        };
    try (LocalRegistry registry = open(hook)) {
      act.on(registry);
      return false;
    } catch (PowerLoss e) {
      return true;
    }
  }

  private LocalRegistry open(Step.Hook hook) {
    return LocalRegistry.open(
        roots.options(TinyRoots.OPEN), new Ledger(), GoldenCheck.UNCHECKED, hook);
  }

  /// Opens the registry anew; whatever is there must be whole, and nothing may lie about.
  private boolean check(String name, String version) throws IOException {
    Ledger ledger = new Ledger();
    try (LocalRegistry registry = roots.open(ledger)) {
      boolean there = registry.adapters().stream().anyMatch(it -> it.name().equals(name));
      if (there) {
        registry.verify(name, version);
      } else {
        assertThrows(UnknownBundleException.class, () -> registry.verify(name, version));
      }
      Path staging = root.resolve("user/.staging");
      if (Files.exists(staging)) {
        try (var left = Files.list(staging)) {
          assertEquals(List.of(), left.toList());
        }
      }
      return there;
    }
  }

  private Path source(String name, String version) throws IOException {
    Path source = roots.source(name + "-" + version);
    TinyRoots.adapter(
        source, TinyRoots.manifest(name, version, base, Recovery.INCLUDED), name.hashCode());
    return source;
  }
}
