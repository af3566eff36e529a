// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

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
    return new ImportException(74, "storage: " + message);
  }

  /// The disk failed in the middle; what is done stays for the next try.
  ///
  /// @param file that was being written, or its folder
  /// @param needed bytes in all, those that are there already included
  static ImportException disk(Path file, long needed, IOException cause) {
    ImportException e =
        new ImportException(
            74,
            ("storage: %s: %s; %,d bytes are needed, what is there already included, %s free; nothing"
                    + " was installed: make room and run the same command again")
                .formatted(file, reason(cause), needed, free(file)));
    e.initCause(cause);
    return e;
  }

  private static String free(Path file) {
    Path folder = Files.isDirectory(file) ? file : file.toAbsolutePath().getParent();
    try {
      return "%,d are"
          .formatted(Files.getFileStore(Objects.requireNonNull(folder)).getUsableSpace());
    } catch (IOException e) {
      return "nobody can say how many are";
    }
  }

  private static String reason(IOException cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /// Policy lets no such base in.
  ///
  /// @param why names the key of policy
  static ImportException untrusted(String name, String why) {
    return new ImportException(
        77, "untrusted-bundle: \"%s\" would not be trusted: %s".formatted(name, why));
  }

  /// What was asked for cannot be done with this model.
  static ImportException input(String message) {
    return new ImportException(65, message);
  }

  int exitCode() {
    return exitCode;
  }
}
