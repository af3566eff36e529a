// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.store;

import java.io.IOException;

/// Moments of a change between which a machine may lose power. Tests stop at each.
public enum Step {
  STAGED,
  SYNCED,
  ANNOUNCED,
  RENAMED,
  FOLDER_SYNCED,
  RECORDED;

  /// Told each step as it is reached.
  @FunctionalInterface
  public interface Hook {
    Hook NONE = _ -> {};

    /// @throws IOException the disk fails here, for tests
    void reached(Step step) throws IOException;
  }
}
