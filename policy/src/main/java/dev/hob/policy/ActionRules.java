// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

/// What happens between the choice of an action and its invocation, by risk.
///
/// @param tainted for calls with an argument that was copied from untrusted content; the stricter
///   of this and the risk's own rule holds
public record ActionRules(Rule low, Rule medium, Rule high, Rule tainted) {
  /// From lax to strict; `compareTo` says which is stricter.
  public enum Rule {
    ALLOW,
    CONFIRM,
    DENY
  }

  /// How much harm an action can do. An unknown risk is high.
  public enum Risk {
    LOW,
    MEDIUM,
    HIGH
  }

  /// The rule for a call.
  public Rule of(Risk risk, boolean isTainted) {
    Rule own =
        switch (risk) {
          case LOW -> low;
          case MEDIUM -> medium;
          case HIGH -> high;
        };
    return isTainted && tainted.compareTo(own) > 0 ? tainted : own;
  }
}
