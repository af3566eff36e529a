// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.Caller;
import dev.hob.policy.Decision;
import dev.hob.policy.Location;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// One rule of `apps`.
///
/// @param name `apps[0]` and so on, by place in its file
/// @param allow empty = every feature
/// @param at where the rule begins
/// @param allowAt where `allow` stands, or the rule
public record AppRule(
    String name,
    Match match,
    Optional<Set<String>> allow,
    Decision.Quota quota,
    Location at,
    Location allowAt,
    Layer layer) {

  /// Whom a rule is for; all that is given must hold.
  ///
  /// @param app application id or unit, `*` at the end stands for any rest
  public record Match(Optional<String> app, Optional<String> unit, OptionalLong uid) {
    public boolean covers(Caller caller) {
      return app.map(pattern -> matches(pattern, caller.app())).orElse(true)
          && unit.map(pattern -> matches(pattern, caller.app())).orElse(true)
          && (uid.isEmpty() || uid.getAsLong() == caller.uid());
    }

    static boolean matches(String pattern, String app) {
      return pattern.endsWith("*")
          ? app.startsWith(pattern.substring(0, pattern.length() - 1))
          : app.equals(pattern);
    }

    String shown() {
      StringBuilder text = new StringBuilder();
      app.ifPresent(value -> text.append(" app ").append(value));
      unit.ifPresent(value -> text.append(" unit ").append(value));
      uid.ifPresent(value -> text.append(" uid ").append(value));
      return text.toString().strip();
    }
  }

  /// Whether the rule permits `feature`.
  public boolean allows(String feature) {
    return allow.map(names -> names.contains(feature)).orElse(true);
  }

  /// The rule in words.
  public String shown() {
    String features = allow.map(names -> names.stream().sorted().toList().toString()).orElse("all");
    return match.shown() + ": " + features + limits();
  }

  private String limits() {
    StringBuilder text = new StringBuilder();
    if (quota.requestsPerMinute() != Integer.MAX_VALUE) {
      text.append(", ").append(quota.requestsPerMinute()).append(" requests a minute");
    }
    if (quota.tokensPerDay() != Long.MAX_VALUE) {
      text.append(", ").append(quota.tokensPerDay()).append(" tokens a day");
    }
    return text.toString();
  }
}
