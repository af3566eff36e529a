// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// An accepted request that could not go on; carries the same vocabulary as a refusal at the door.
public final class RefusedException extends RuntimeException {
  private final transient Refusal why;

  public RefusedException(Refusal why) {
    super(why.toString());
    this.why = why;
  }

  public Refusal why() {
    return why;
  }
}
