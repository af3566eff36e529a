// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import java.nio.file.Path;
import java.util.List;

/// Runs golden cases. Running them needs the features, which stand above this module: the daemon
/// hands this in.
@FunctionalInterface
public interface GoldenCheck {
  /// Runs nothing and says so.
  GoldenCheck UNCHECKED = (_, _, _, _) -> new Result.Unchecked();

  /// Runs `cases` with the adapter in `folder`, which is not installed yet, on the active base.
  ///
  /// @param registry lends that base
  Result check(Registry registry, AdapterRecord adapter, Path folder, List<GoldenCase> cases);

  /// What came out.
  sealed interface Result {
    /// Nobody ran the cases, because nobody here can, or the base is not the active one.
    record Unchecked() implements Result {}

    record Ran(int passed, int total) implements Result {
      /// Share that passed; all of none is 1.
      public double share() {
        return total == 0 ? 1 : (double) passed / total;
      }
    }
  }
}
