// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

/// Hob cannot start, and why, in one line for the person and one code for the script.
public final class StartException extends RuntimeException {
  /// `sysexits.h`: the configuration is wrong.
  static final int INVALID_POLICY = 78;

  /// A live daemon has the place.
  static final int ALREADY_RUNNING = 75;

  /// A folder or file cannot be used.
  static final int STORAGE = 74;

  private final int exitCode;

  StartException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
