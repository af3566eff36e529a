// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

/// A prompt and its `maxTokens` that can never run: more tokens than the base's context or than all
/// KV pages hold. Waiting does not help.
public final class TooLongException extends IllegalArgumentException {
  private final long requested;
  private final long limit;

  /// @param requested tokens of prompt and answer together
  /// @param limit tokens that fit
  public TooLongException(long requested, long limit) {
    super(requested + " tokens of prompt and answer, at most " + limit + " fit");
    this.requested = requested;
    this.limit = limit;
  }

  public long requested() {
    return requested;
  }

  public long limit() {
    return limit;
  }
}
