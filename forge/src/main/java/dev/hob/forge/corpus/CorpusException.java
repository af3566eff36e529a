// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A data folder or file that cannot be used: absent, not readable, not xz, a line that is no JSON.
public final class CorpusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What is wrong with a folder or with a whole file.
  public CorpusException(Path file, String problem, @Nullable Throwable cause) {
    super(file + ": " + problem, cause);
  }

  /// What is wrong with one line, counted from 1.
  public CorpusException(Path file, long line, String problem, @Nullable Throwable cause) {
    super(file + ":" + line + ": " + problem, cause);
  }
}
