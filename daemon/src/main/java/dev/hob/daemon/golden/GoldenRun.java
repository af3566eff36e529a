// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon.golden;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.memory.Ledger;
import dev.hob.features.FeaturePorts;
import dev.hob.features.FeatureService;
import dev.hob.features.ShippedDefaults;
import dev.hob.features.act.ActPorts;
import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.ActionRules;
import dev.hob.policy.Budgets;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.policy.Policy;
import dev.hob.registry.AdapterRecord;
import dev.hob.registry.BaseLease;
import dev.hob.registry.GoldenCase;
import dev.hob.registry.GoldenCheck;
import dev.hob.registry.Registry;
import dev.hob.router.RouterClock;
import dev.hob.router.RouterOptions;
import dev.hob.router.TaskRouter;
import dev.hob.router.device.DeviceExecutor;
import dev.hob.router.governor.MemoryGovernor;
import dev.hob.router.governor.ResidentMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Runs an adapter's golden cases on the base in use, the same way a request goes: prompt, grammar,
/// engine, guard. Nothing is audited and no app's quota is touched, since nobody asked.
///
/// @param limit for all cases together; those not run by then have failed
public record GoldenRun(
    Supplier<Budgets> budgets, RouterClock clock, ResidentMeter resident, Duration limit)
    implements GoldenCheck {

  @Override
  public Result check(
      Registry registry, AdapterRecord record, Path folder, List<GoldenCase> cases) {
    Ledger ledger = new Ledger();
    try (BaseLease base = registry.leaseBase();
        Adapter adapter = Adapter.open(folder, base.base().config(), ledger)) {
      TrialRegistry trial = new TrialRegistry(registry, record, adapter);
      try (MemoryGovernor governor = new MemoryGovernor(trial, ledger, budgets, clock, resident);
          TaskRouter router =
              new TaskRouter(
                  RouterOptions.of(
                      new DeviceExecutor(trial, governor, clock),
                      Optional.empty(),
                      governor,
                      clock))) {
        return run(new Trial(features(router), record.role()), cases);
      }
    }
  }

  private Result run(Trial trial, List<GoldenCase> cases) {
    if (!trial.isPossible()) {
      return new Result.Unchecked();
    }
    long end = clock.nanos() + limit.toNanos();
    int passed = 0;
    try {
      for (GoldenCase golden : cases) {
        if (clock.nanos() - end < 0 && trial.passes(golden)) {
          passed++;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Result.Ran(passed, cases.size());
  }

  private FeatureService features(TaskRouter router) {
    return new FeatureService(
        new FeaturePorts(
            () -> new OnDevice(budgets.get()),
            router,
            () -> ShippedDefaults.HELPERS,
            record -> {},
            clock::instant,
            () -> 0,
            Thread.ofVirtual().factory(),
            ActPorts.NONE));
  }

  /// All that a golden case may ask for is the device.
  private record OnDevice(Budgets budgets) implements Policy {
    @Override
    public Decision decide(Caller caller, String feature, DataClass dataClass) {
      return new Decision(
          Decision.Outcome.ALLOW,
          Set.of(Place.DEVICE),
          Decision.Quota.UNLIMITED,
          budgets,
          "golden",
          "default");
    }

    /// Nobody asked for anything to be done.
    @Override
    public ActionDecision decide(Caller caller, ActionCall call) {
      return new ActionDecision(
          ActionRules.Rule.DENY,
          "golden",
          "default",
          new ActionDecision.Given(false, "golden", "default"));
    }
  }
}
