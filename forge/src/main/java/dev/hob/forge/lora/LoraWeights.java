// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.lora;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hob.forge.model.TensorFile;
import dev.hob.forge.model.WeightSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A frozen base with an adapter beside it: `y = W·x + s·B(A·x)`, never merged.
public final class LoraWeights implements WeightSource {
  private final WeightSource base;
  private final Map<String, NDArray> pairs = new LinkedHashMap<>();
  private final NDArray scale;

  /// Puts an adapter beside a base.
  ///
  /// @param pairs factors by PEFT's names
  public LoraWeights(
      NDManager manager, WeightSource base, LoraShape shape, Map<String, TensorFile.Tensor> pairs) {
    this.base = base;
    // An array, not a number: see Sequences.
    this.scale = manager.create((float) shape.scale());
    pairs.forEach((name, tensor) ->
        this.pairs.put(name, manager.create(tensor.values(), new Shape(tensor.shape()))));
  }

  /// The factors: what is trained.
  public Map<String, NDArray> pairs() {
    return Collections.unmodifiableMap(pairs);
  }

  @Override
  public NDArray tensor(String name) {
    return base.tensor(name);
  }

  @Override
  public NDArray project(NDArray x, String name) {
    NDArray y = base.project(x, name);
    NDArray a = pairs.get(LoraShape.name(name, "A"));
    NDArray b = pairs.get(LoraShape.name(name, "B"));
    if (a == null || b == null) {
      return y;
    }
    NDArray low = WeightSource.linear(x, a).mul(scale);
    return y.add(WeightSource.linear(low, b));
  }
}
