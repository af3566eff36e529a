// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.admission;

import dev.hob.policy.Caller;
import dev.hob.policy.Decision;
import dev.hob.router.Refusal;
import java.util.Optional;

/// Counts what an app has used against its quota. A port: policy keeps the counts.
public interface QuotaGate {
  /// No limits.
  QuotaGate OPEN = (caller, quota, tokens) -> Optional.empty();

  /// Charges one request of `tokens` to the caller, or refuses and charges nothing.
  Optional<Refusal> take(Caller caller, Decision.Quota quota, long tokens);
}
