// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

/// An import that could not be finished; nothing was installed.
final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private ImportException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// Disk full, or a file system that refuses.
  static ImportException storage(String message) {
    return new ImportException(74, message);
  }

  /// What was asked for cannot be done with this model.
  static ImportException input(String message) {
    return new ImportException(65, message);
  }

  int exitCode() {
    return exitCode;
  }
}
