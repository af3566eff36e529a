// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

/// The command's own input cannot be read: a file that is missing or not UTF-8.
final class BadInputException extends RuntimeException {
  private final int exitCode;

  BadInputException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
