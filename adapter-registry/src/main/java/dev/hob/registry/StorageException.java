// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import java.io.IOException;
import java.nio.file.Path;

/// The disk failed in the middle of a change: full, read-only, no permission. Everything is as it
/// was before.
public final class StorageException extends RuntimeException {
  private final transient Path path;

  /// @param doing what was under way, e.g. `install summarize 1.2.0`
  public StorageException(String doing, Path path, IOException cause) {
    super(doing + ": " + path + ": " + reason(cause) + "; nothing has changed", cause);
    this.path = path;
  }

  public Path path() {
    return path;
  }

  private static String reason(IOException cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
