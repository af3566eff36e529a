// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

/// What is minimized.
public interface Objective {
  /// Adds the batch's gradients to those of the trained parameters.
  ///
  /// @return the batch's losses
  Losses gradients(Batch batch);
}
