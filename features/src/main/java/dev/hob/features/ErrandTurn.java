// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.features.flow.Turn;
import dev.hob.policy.ActionCall;
import dev.hob.policy.Caller;
import dev.hob.policy.Policy;
import dev.hob.policy.audit.AuditRecord.ActionTrace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A request as its aftermath sees it.
record ErrandTurn(
    String request,
    Request asked,
    FeaturePorts ports,
    AnswerSink sink,
    Account account,
    Cancellation cancellation)
    implements Turn {
  @Override
  public Caller caller() {
    return asked.caller();
  }

  @Override
  public Policy policy() {
    return ports.policy().get();
  }

  @Override
  public Instant now() {
    return ports.clock().instant();
  }

  @Override
  public Optional<Duration> left() {
    return asked
        .deadline()
        .finish()
        .map(finish -> finish.minus(account.elapsed()))
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }

  @Override
  public void asking(ActionCall call, Duration limit) {
    sink.asking(call, limit);
  }

  @Override
  public void commit() {
    cancellation.commit();
  }

  @Override
  public void trace(ActionTrace trace) {
    account.acted(trace);
  }
}
