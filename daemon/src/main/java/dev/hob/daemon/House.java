// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import dev.hob.cloud.CloudExecutor;
import dev.hob.cloud.CloudOptions;
import dev.hob.daemon.golden.GoldenRun;
import dev.hob.engine.EngineFigures;
import dev.hob.engine.bundle.Verified;
import dev.hob.engine.memory.Ledger;
import dev.hob.features.FeaturePorts;
import dev.hob.features.FeatureService;
import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.dbus.BusAddress;
import dev.hob.ipc.desktop.Desktop;
import dev.hob.ipc.desktop.DesktopOptions;
import dev.hob.ipc.desktop.call.Launcher;
import dev.hob.ipc.desktop.harvest.HarvestLimits;
import dev.hob.policy.Budgets;
import dev.hob.policy.audit.AuditLog;
import dev.hob.policy.audit.AuditRecord;
import dev.hob.policy.decide.Consent;
import dev.hob.policy.decide.PolicyStore;
import dev.hob.policy.decide.PolicyWatch;
import dev.hob.policy.layer.Effective;
import dev.hob.policy.layer.PolicyFolders;
import dev.hob.registry.BaseLease;
import dev.hob.registry.BaseRecord;
import dev.hob.registry.LocalRegistry;
import dev.hob.registry.RegistryOptions;
import dev.hob.registry.RegistryRoots;
import dev.hob.router.Executor;
import dev.hob.router.RouterOptions;
import dev.hob.router.SystemClock;
import dev.hob.router.TaskRouter;
import dev.hob.router.admission.KeptRates;
import dev.hob.router.device.DeviceExecutor;
import dev.hob.router.device.Machine;
import dev.hob.router.governor.KernelPressure;
import dev.hob.router.governor.MemoryGovernor;
import dev.hob.router.governor.Pressure;
import dev.hob.router.governor.ResidentMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything below the doors, put together in the order of its start: policy, registry index,
/// governor, places, router, features. No base is mapped here. Closed in the opposite order.
final class House implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(House.class);
  private static final Path SYSTEM = Path.of("/usr/share/hob");

  /// What installing an adapter may take for its golden cases.
  private static final Duration GOLDEN_LIMIT = Duration.ofSeconds(30);

  private final SystemClock clock = new SystemClock();
  private final Ledger ledger = new Ledger();
  private final Consent consent;
  private final PolicyStore policy;
  private final Optional<PolicyWatch> watch;
  private final LocalRegistry registry;
  private final Ships ships;
  private final Pressure pressure;
  private final MemoryGovernor governor;
  private final TaskRouter router;
  private final FeatureService features;
  private final AuditLog audit;
  private final Desktop desktop;

  /// @param audited takes each record without blocking; it comes back to [#audit()] by a channel
  House(Settings settings, Consumer<AuditRecord> audited) {
    Clock wall = Clock.system(ZoneId.systemDefault());
    consent = Consent.of(settings.environment(), wall);
    policy = PolicyStore.open(PolicyFolders.of(settings.environment()), consent, wall);
    audit =
        new AuditLog(
            settings.state().resolve("audit"),
            wall,
            () -> effective().retention().audit(),
            LOG::warn);
    Supplier<Budgets> budgets = policy::budgets;
    ResidentMeter resident = new ResidentMeter(Path.of("/proc/self/smaps_rollup"), clock);
    registry =
        LocalRegistry.open(
            RegistryOptions.of(
                new RegistryRoots(settings.embedded(), SYSTEM, settings.data()),
                () -> effective().adapters(),
                new Verified(wall, settings.state().resolve("verified")),
                budgets,
                settings.kernels()),
            ledger,
            new GoldenRun(budgets, clock, resident, GOLDEN_LIMIT));
    ships = new Ships(roots(settings));
    pressure = pressure(settings);
    governor = new MemoryGovernor(registry, ledger, budgets, clock, resident).follow(pressure);
    router =
        new TaskRouter(
            RouterOptions.of(
                    new DeviceExecutor(registry, governor, clock, machine(budgets)),
                    cloudOfPolicy(),
                    governor,
                    clock)
                .withKept(KeptRates.in(settings.state().resolve("rates"), wall)));
    desktop = new Desktop(() -> BusAddress.find(settings.environment()), desktop(settings, wall));
    features =
        new FeatureService(
            new FeaturePorts(
                policy::current,
                router,
                () -> ships.on(activeBase().map(BaseRecord::digest).orElse("")),
                audited,
                wall,
                CpuTime::millis,
                Thread.ofVirtual().name("hob-feature-", 0).factory(),
                desktop.ports()));
    watch = watch(policy);
  }

  private static Machine machine(Supplier<Budgets> budgets) {
    return Machine.read(Path.of("/proc/cpuinfo"), () -> budgets.get().threads());
  }

  /// The person's manifests and desktop files come before the system's.
  private static DesktopOptions desktop(Settings settings, Clock wall) {
    List<Path> applications = settings.applicationFolders();
    return new DesktopOptions(
        List.of(settings.data().resolve("actions.d"), SYSTEM.resolve("actions.d")),
        applications,
        new CallerFinder(Path.of("/proc"), applications),
        Launcher.find(settings.environment()),
        HarvestLimits.DEFAULT,
        wall);
  }

  private Optional<Executor> cloudOfPolicy() {
    return effective().cloud().map(target -> new CloudExecutor(CloudOptions.of(target), clock));
  }

  private static List<Path> roots(Settings settings) {
    List<Path> roots = new ArrayList<>(settings.bundles());
    roots.add(SYSTEM);
    roots.add(settings.data());
    return roots;
  }

  /// Going on without: policy can be reloaded by a restart, memory is then bounded by the budget
  /// alone.
  private Optional<PolicyWatch> watch(PolicyStore policy) {
    try {
      return Optional.of(PolicyWatch.start(policy, this::told));
    } catch (IOException e) {
      LOG.warn("policy files are not watched, because {}", e.getMessage());
      return Optional.empty();
    }
  }

  /// Watch thread. What was decided before the reload goes on under its own decision.
  private void told(PolicyStore.Reload reload) {
    switch (reload) {
      case PolicyStore.Reload.Applied(var changes) when changes.isEmpty() -> {}
      case PolicyStore.Reload.Applied(var changes) -> {
        LOG.info("policy reloaded, {} changes", changes.size());
        governor.budgetChanged();
        if (changes.stream().anyMatch(change -> change.key().startsWith("cloud"))) {
          router.useCloud(cloudOfPolicy());
        }
      }
      case PolicyStore.Reload.Rejected(var problems) ->
          LOG.warn("policy files are not valid, the last good policy stays: {}", problems);
    }
  }

  private static Pressure pressure(Settings settings) {
    try {
      return KernelPressure.open(settings.environment()).orElse(Pressure.NONE);
    } catch (IOException e) {
      LOG.info("memory pressure is not watched, because {}", e.getMessage());
      return Pressure.NONE;
    }
  }

  Effective effective() {
    return policy.current().effective();
  }

  Optional<BaseRecord> activeBase() {
    return registry.bases().stream().filter(b -> b.state().equals("active")).findFirst();
  }

  /// What the engine measured of itself; empty until a base has been mapped.
  Optional<EngineFigures> engine() {
    boolean mapped = activeBase().filter(base -> registry.isResident(base.digest())).isPresent();
    if (!mapped) {
      return Optional.empty();
    }
    try (BaseLease lease = registry.leaseBase()) {
      return Optional.of(lease.engine().figures());
    }
  }

  Consent consent() {
    return consent;
  }

  PolicyStore policy() {
    return policy;
  }

  LocalRegistry registry() {
    return registry;
  }

  Ships ships() {
    return ships;
  }

  TaskRouter router() {
    return router;
  }

  FeatureService features() {
    return features;
  }

  Desktop desktop() {
    return desktop;
  }

  AuditLog audit() {
    return audit;
  }

  /// Bytes that the ledger has for an owner, by its name on the wire.
  long ledgerBytes(String owner) {
    return router.status().memory().ledger().getOrDefault(owner, 0L);
  }

  /// Refuses new work and cancels what runs.
  void stopWork() {
    router.close();
  }

  /// Unmaps. The doors are closed by now.
  @Override
  public void close() {
    stopWork();
    desktop.close();
    watch.ifPresent(PolicyWatch::close);
    pressure.close();
    governor.close();
    registry.close();
    clock.close();
  }
}
