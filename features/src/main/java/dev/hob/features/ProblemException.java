// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

/// Carries a [Problem] out of a feature.
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
