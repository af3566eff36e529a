// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import java.util.Set;

/// Policy's answer for one request. Asked once, carried along, audited at the end.
///
/// @param places where the data class may be worked on; never empty when allowed
/// @param rule the key that decided, e.g. `features.summarize` or `apps[2].allow`
/// @param source `file:line` of that rule, or `default`
public record Decision(
    Outcome outcome, Set<Place> places, Quota quota, Budgets budgets, String rule, String source) {
  public Decision {
    places = Set.copyOf(places);
  }

  /// What may happen.
  public enum Outcome {
    ALLOW,
    CONFIRM,
    DENY,
    /// The person has not yet switched Hob on.
    NEEDS_CONSENT
  }

  /// Limits of one app; `Integer.MAX_VALUE` and `Long.MAX_VALUE` where there is none.
  public record Quota(int requestsPerMinute, long tokensPerDay) {
    public static final Quota UNLIMITED = new Quota(Integer.MAX_VALUE, Long.MAX_VALUE);
  }
}
