// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.Projection;
import dev.hob.engine.kernel.Rows;

/// Sees what goes into the products of a step; for measuring which inputs a model has.
public interface ProductWatcher {
  /// Sees nothing.
  ProductWatcher NONE =
      new ProductWatcher() {
        @Override
        public void projection(int layer, Projection projection, Rows x) {}

        @Override
        public void head(Rows x) {}
      };

  /// @param x [tokens of the step, columns of the projection]; holds until the call returns
  void projection(int layer, Projection projection, Rows x);

  /// @param x [tokens of the step, width], normed: of all tokens, whether their logits are wanted
  ///   or not; holds until the call returns
  void head(Rows x);
}
