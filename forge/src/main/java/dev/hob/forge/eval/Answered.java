// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import dev.hob.forge.eval.ask.SystemStamp;
import dev.hob.forge.eval.row.Prediction;
import java.util.List;

/// What a system answered, and which system that was.
///
/// @param predictions one a row, in their order
public record Answered(List<Prediction> predictions, SystemStamp stamp) {
  public Answered {
    predictions = List.copyOf(predictions);
  }
}
