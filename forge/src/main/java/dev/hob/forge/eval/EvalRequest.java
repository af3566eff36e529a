// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import dev.hob.forge.eval.ask.AskOptions;
import java.nio.file.Path;
import java.util.Optional;

/// What to score, and against what.
///
/// @param limit at most so many rows
/// @param save where the predictions go
/// @param against a predictions file or `baseline:NAME`
record EvalRequest(
    Path file, int limit, Answers answers, Optional<Path> save, Optional<String> against) {
  /// Where the answers come from.
  sealed interface Answers {}

  /// Predictions on disk.
  record Saved(Path predictions) implements Answers {}

  /// A system without a model.
  record OfBaseline(String name) implements Answers {}

  /// A running Hob.
  ///
  /// @param base refuse unless it is this one
  /// @param adapter refuse unless it is this one, `NAME` or `NAME@VERSION`, or `none`
  record Asked(AskOptions options, Optional<String> base, Optional<String> adapter)
      implements Answers {}
}
