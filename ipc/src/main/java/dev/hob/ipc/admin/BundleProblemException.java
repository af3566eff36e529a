// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.admin;

/// Carries a [BundleProblem] out of a door's handler.
public final class BundleProblemException extends RuntimeException {
  private final transient BundleProblem problem;

  public BundleProblemException(BundleProblem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  public BundleProblem problem() {
    return problem;
  }
}
