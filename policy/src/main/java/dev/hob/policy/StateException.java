// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import java.io.IOException;
import java.nio.file.Path;

/// A file of Hob's state could not be written: disk full, read-only, no permission. Nothing was
/// changed.
public final class StateException extends RuntimeException {
  private final transient Path file;

  public StateException(Path file, IOException cause) {
    super(file + " could not be written: " + cause.getMessage(), cause);
    this.file = file;
  }

  public Path file() {
    return file;
  }
}
