// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.kernel.Exp;
import dev.hob.engine.kernel.Rows;

/// `cap · tanh(logit / cap)`, where a model has a cap. It changes no order, only how sure the model
/// is.
public final class LogitCap {
  private LogitCap() {}

  /// @param logits [rows, vocabulary], changed in place
  public static void apply(Rows logits, ModelConfig config) {
    float cap = (float) config.block().logitCap();
    for (int row = 0; cap != 0f && row < logits.count(); row++) {
      for (int i = logits.at(row); i < logits.at(row) + config.vocabulary(); i++) {
        logits.values()[i] = cap * Exp.tanh(logits.values()[i] * (1f / cap));
      }
    }
  }
}
