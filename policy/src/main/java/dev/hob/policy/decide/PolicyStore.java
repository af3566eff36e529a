// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.Budgets;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.InvalidPolicyException;
import dev.hob.policy.Policy;
import dev.hob.policy.PolicyProblem;
import dev.hob.policy.layer.Effective;
import dev.hob.policy.layer.PolicyFolders;
import dev.hob.policy.layer.PolicyReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The policy in force, and its reload: as a whole or not at all. A set of files with any fault
/// leaves the last good policy in place; the faults stay readable until a reading succeeds.
///
/// Answers come from an immutable snapshot, so one decision never mixes two versions. Thread-safe.
public final class PolicyStore implements Policy {
  private final PolicyReader reader = new PolicyReader();
  private final PolicyFolders folders;
  private final Consent consent;
  private final InstantSource clock;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /// One reload at a time; readers do not take it.
  private final Object reloading = new Object();

  private volatile State state;

  private PolicyStore(PolicyFolders folders, Consent consent, InstantSource clock) {
    this.folders = folders;
    this.consent = consent;
    this.clock = clock;
    this.state = new State(fresh(), clock.instant(), List.of());
  }

  /// Reads the folders.
  ///
  /// @throws InvalidPolicyException there is no last good policy to fall back on
  public static PolicyStore open(PolicyFolders folders, Consent consent, InstantSource clock) {
    return new PolicyStore(folders, consent, clock);
  }

  /// Told after each reload that changed something, on the reloading thread; must return soon.
  public interface Listener {
    void changed(EffectivePolicy now, List<PolicyChange> changes);
  }

  /// What a reload did.
  public sealed interface Reload {
    /// @param changes empty if the files say what they said before
    record Applied(List<PolicyChange> changes) implements Reload {}

    /// Nothing was applied.
    record Rejected(List<PolicyProblem> problems) implements Reload {}
  }

  /// For `hob status`.
  ///
  /// @param since when the policy in force was read
  /// @param problems of a later reading that was refused; empty if the files are in force
  public record Status(List<String> files, Instant since, List<PolicyProblem> problems) {}

  private record State(EffectivePolicy policy, Instant since, List<PolicyProblem> problems) {}

  public EffectivePolicy current() {
    return state.policy;
  }

  @Override
  public Decision decide(Caller caller, String feature, DataClass dataClass) {
    return state.policy.decide(caller, feature, dataClass);
  }

  @Override
  public ActionDecision decide(Caller caller, ActionCall call) {
    return state.policy.decide(caller, call);
  }

  @Override
  public Budgets budgets() {
    return state.policy.budgets();
  }

  public Status status() {
    State now = state;
    return new Status(now.policy.effective().settings().files(), now.since, now.problems);
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /// Reads the folders again.
  public Reload reload() {
    EffectivePolicy policy;
    List<PolicyChange> changes;
    synchronized (reloading) {
      State old = state;
      try {
        policy = fresh();
      } catch (InvalidPolicyException e) {
        state = new State(old.policy, old.since, e.problems());
        return new Reload.Rejected(e.problems());
      }
      changes =
          PolicyChange.between(old.policy.effective().settings(), policy.effective().settings());
      state = new State(policy, clock.instant(), List.of());
    }
    if (!changes.isEmpty()) {
      listeners.forEach(listener -> listener.changed(policy, changes));
    }
    return new Reload.Applied(changes);
  }

  PolicyFolders folders() {
    return folders;
  }

  private EffectivePolicy fresh() {
    return new EffectivePolicy(Effective.of(reader.read(folders).orThrow()), consent);
  }
}
