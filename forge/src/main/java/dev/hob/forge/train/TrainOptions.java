// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import java.time.Duration;

/// Sizes and intervals of a run.
///
/// @param length positions in a row
/// @param batchTokens positions of one optimizer step; a multiple of `length`
/// @param rowsAtOnce rows of one forward and backward pass
/// @param checkpointEvery time between checkpoints
/// @param measureEvery steps between measurements on development examples
public record TrainOptions(
    int length, int batchTokens, int rowsAtOnce, Duration checkpointEvery, int measureEvery) {
  /// Checks the sizes.
  ///
  /// @throws IllegalArgumentException if a batch is not whole rows
  public TrainOptions {
    if (length < 8 || batchTokens < length || batchTokens % length != 0 || rowsAtOnce < 1) {
      throw new IllegalArgumentException(
          "a batch of " + batchTokens + " tokens is not whole rows of " + length);
    }
  }

  /// Rows of a step.
  public int rows() {
    return batchTokens / length;
  }
}
