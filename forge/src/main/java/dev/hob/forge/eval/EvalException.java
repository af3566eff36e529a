// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

/// Scoring cannot go on; the message is for the person at the terminal.
public final class EvalException extends RuntimeException {
  /// A row or a prediction is not what it must be.
  public static final int BAD_ROW = 65;

  /// No such feature, file, base, adapter or baseline.
  public static final int UNKNOWN = 66;

  private final int exitCode;

  public EvalException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// As in docs/formats.md, 4.
  public int exitCode() {
    return exitCode;
  }
}
