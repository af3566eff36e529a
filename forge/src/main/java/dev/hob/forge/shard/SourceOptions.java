// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

/// How training sources are opened.
///
/// @param seed everything random follows from it
/// @param maxTokens longest example
/// @param textShare part of the running text that is read, above 0 to 1 (a short training needs no
///   200 MB of it in memory)
/// @param split which templates the generators use
public record SourceOptions(long seed, int maxTokens, double textShare, Split split) {
  /// Which part of the generators' templates: what is trained on, or what the loss is measured on.
  public enum Split {
    /// Nine of ten templates.
    TRAIN,
    /// The tenth.
    DEV
  }

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException a value is out of range
  public SourceOptions {
    if (maxTokens < 64 || !(textShare > 0 && textShare <= 1)) {
      throw new IllegalArgumentException(
          "maxTokens " + maxTokens + " (64 or more), textShare " + textShare + " (above 0 to 1)");
    }
  }

  /// Training, all text.
  public static SourceOptions training(long seed, int maxTokens) {
    return new SourceOptions(seed, maxTokens, 1, Split.TRAIN);
  }
}
