// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

/// A step ended between two layers because [Backend#abort] was called; its rows have no logits.
public final class StepAbortedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StepAbortedException() {
    super("the step was aborted");
  }
}
