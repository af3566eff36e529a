// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.audit;

import dev.hob.policy.ActionDecision;
import dev.hob.policy.ActionRules;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import java.time.Instant;
import java.util.Optional;

/// What is kept of a request (formats.md, 9). There is no field that could hold content, and those
/// that hold names are cut to [#MAX_NAME] characters, so that nothing long slips in as a name.
///
/// @param request its id
/// @param place `device`, `cloud`, or empty if nothing ran
/// @param adapter name and version, or empty
/// @param action what a request to act came to; empty for every other feature
/// @param outcome `answered`, `quoted`, `refused`, `cancelled`, or a problem's type
/// @param millis from acceptance to end
public record AuditRecord(
    Instant time,
    String request,
    Caller caller,
    String feature,
    DataClass dataClass,
    Optional<String> place,
    Decision decision,
    Sizes sizes,
    Optional<String> adapter,
    Optional<ActionTrace> action,
    String outcome,
    long millis) {
  /// Longest name that is kept.
  public static final int MAX_NAME = 128;

  /// An action, and what became of it; never the values of its arguments.
  ///
  /// @param app id of the app, empty where no action was chosen
  /// @param name of the action, empty where none was chosen
  /// @param risk empty where none was chosen
  /// @param decision what policy said; empty if it was not asked, because nothing was to be done
  /// @param confirmed who said yes: `policy`, `person` or `caller`; empty = nobody
  /// @param state as the answer has it, e.g. `done`, `refused`, or `asked` for a question to the
  ///   person
  /// @param millis from the first look at it to its end, the person's thinking included
  public record ActionTrace(
      String app,
      String name,
      Optional<ActionRules.Risk> risk,
      Optional<ActionDecision> decision,
      Optional<String> confirmed,
      String state,
      long millis) {}

  /// How much went in and out.
  public record Sizes(long bytesIn, long bytesOut, long tokens) {}
}
