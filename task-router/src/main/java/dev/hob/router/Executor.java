// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import java.util.Optional;

/// A place where plans run. The device's stands in this module, the cloud's in `private-cloud`.
/// Thread-safe. What every executor must do is written down as tests: `ExecutorContract`.
public interface Executor {
  Place place();

  /// Starts `plan`; returns once it is accepted, streams afterwards.
  ///
  /// @param decision policy's answer for the request; an executor whose place is not in it refuses,
  ///   whatever placement said
  /// @throws RefusedException it cannot run here now
  Run start(Plan plan, Decision decision) throws InterruptedException;

  /// As above, for admitted `work`: a place that orders its work itself needs to know whose it is
  /// and how urgent.
  ///
  /// @throws RefusedException it cannot run here now
  default Run start(Plan plan, Work work) throws InterruptedException {
    return start(plan, work.decision());
  }

  /// Empty when it can take work, else the refusal that work would get.
  Optional<Refusal> unavailable();
}
