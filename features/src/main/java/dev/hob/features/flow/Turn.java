// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import dev.hob.policy.ActionCall;
import dev.hob.policy.Caller;
import dev.hob.policy.Policy;
import dev.hob.policy.audit.AuditRecord.ActionTrace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The request that an [Aftermath] belongs to. One thread.
public interface Turn {
  /// Id of the request.
  String request();

  Caller caller();

  /// The policy in force now.
  Policy policy();

  Instant now();

  /// Time until the caller's deadline; zero when it has passed, empty where there is none.
  Optional<Duration> left();

  /// Tells the caller that the person is being asked.
  void asking(ActionCall call, Duration limit);

  /// Must be called before anything is changed: until here the request can be cancelled, from here
  /// on it runs to its end.
  ///
  /// @throws dev.hob.router.RefusedException it was cancelled before
  void commit();

  /// What the audit record tells of it; the last call counts.
  void trace(ActionTrace trace);
}
