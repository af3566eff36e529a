// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

/// Which examples and what learning rate belong to which part of a run.
public interface Plan {
  /// Name of the stage, by which its examples are asked for.
  ///
  /// @param progress of the run, 0 to 1
  String stage(double progress);

  /// The learning rate of step `step` (from 0).
  double rate(long step, double progress);
}
