// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Users as the file system counts them.
public final class Uid {
  /// The uid of a process that cannot say its own: nothing is its.
  public static final long NOBODY = -1;

  private Uid() {}

  /// The user that this process runs as, [#NOBODY] where the system does not say it.
  public static long own() {
    try {
      return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    } catch (IOException | RuntimeException e) {
      return NOBODY;
    }
  }
}
