// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.policy.Place;
import java.util.Optional;

/// A place where plans run. The device's stands in this module, the cloud's in `private-cloud`.
public interface Executor {
  Place place();

  /// Starts `plan`; returns once it is accepted, streams afterwards.
  ///
  /// @throws RefusedException it cannot run here now
  Run start(Plan plan) throws InterruptedException;

  /// Empty when it can take work, else the refusal that work would get.
  Optional<Refusal> unavailable();
}
