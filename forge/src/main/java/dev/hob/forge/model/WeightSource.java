// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import ai.djl.ndarray.NDArray;

/// Where the forward pass gets its weights: plain tensors, tensors with an adapter beside them, or
/// tensors computed from a palette.
public interface WeightSource {
  /// The tensor of that name, float32. The caller does not close it.
  NDArray tensor(String name);

  /// `x · Wᵀ` for the matrix of that name.
  ///
  /// @param x shape [rows, in]
  /// @return shape [rows, out], attached to the manager of `x`
  default NDArray project(NDArray x, String name) {
    return linear(x, tensor(name));
  }

  /// `x · wᵀ` without a bias, in the manager of `x`.
  static NDArray linear(NDArray x, NDArray w) {
    return x.getNDArrayInternal().linear(x, w, null).singletonOrThrow();
  }
}
