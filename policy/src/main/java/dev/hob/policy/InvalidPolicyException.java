// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import java.util.List;
import java.util.stream.Collectors;

/// Policy files that cannot be used. Every fault that was found is named; nothing was applied.
public final class InvalidPolicyException extends RuntimeException {
  private final transient List<PolicyProblem> problems;

  /// @param problems at least one
  public InvalidPolicyException(List<PolicyProblem> problems) {
    super(problems.stream().map(PolicyProblem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an invalid policy needs a problem");
    }
    this.problems = List.copyOf(problems);
  }

  public List<PolicyProblem> problems() {
    return problems;
  }
}
