// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.hob.forge.model.TensorFile;
import dev.hob.forge.model.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/// AdamW with decoupled decay on matrices and clipping by the norm of all gradients together.
public final class AdamW {
  /// Constants of the optimizer.
  ///
  /// @param decay decay of matrices a step, times the rate
  /// @param clip largest norm of the gradient
  public record Options(double decay, double clip) {
    /// What a base is trained with.
    public static final Options BASE = new Options(0.1, 1.0);
  }

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.95;
  private static final double EPSILON = 1e-8;

  private final Options options;
  private final Map<String, NDArray> parameters;
  private final Map<String, NDArray> means = new LinkedHashMap<>();
  private final Map<String, NDArray> squares = new LinkedHashMap<>();
  private long steps;

  /// An optimizer of these parameters, which from now on collect gradients.
  public AdamW(NDManager manager, Map<String, NDArray> parameters, Options options) {
    this.parameters = parameters;
    this.options = options;
    parameters.forEach((name, parameter) -> {
      parameter.setRequiresGradient(true);
      means.put(name, manager.zeros(parameter.getShape()));
      squares.put(name, manager.zeros(parameter.getShape()));
    });
  }

  /// Moves all parameters by their gradients and clears those.
  ///
  /// @param rate learning rate of this step
  /// @return the gradient's norm before clipping
  /// @throws ArithmeticException if the gradient is not finite
  public double step(double rate) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      double sum = 0;
      for (var entry : parameters.entrySet()) {
        NDArray gradient = entry.getValue().getGradient();
        gradients.put(entry.getKey(), gradient);
        sum += gradient.square().sum().getFloat();
      }
      double norm = Math.sqrt(sum);
      if (!Double.isFinite(norm)) {
        throw new ArithmeticException("the gradient's norm is " + norm);
      }
      steps++;
      float factor = (float) Math.min(1, options.clip / (norm + 1e-12));
      gradients.forEach((name, gradient) -> {
        update(name, gradient.mul(factor), rate);
        gradient.muli(0);
      });
      return norm;
    }
  }

  private void update(String name, NDArray gradient, double rate) {
    NDArray parameter = array(parameters, name);
    NDArray mean = array(means, name);
    NDArray square = array(squares, name);
    double correction1 = 1 - Math.pow(BETA1, (double) steps);
    double correction2 = 1 - Math.pow(BETA2, (double) steps);
    mean.muli(BETA1).addi(gradient.mul(1 - BETA1));
    square.muli(BETA2).addi(gradient.square().muli(1 - BETA2));
    if (parameter.getShape().dimension() > 1) {
      parameter.muli(1 - rate * options.decay);
    }
    NDArray root = square.sqrt().muli(1 / Math.sqrt(correction2)).addi(EPSILON);
    parameter.subi(mean.div(root).muli(rate / correction1));
  }

  private static NDArray array(Map<String, NDArray> arrays, String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalStateException("no state of " + name);
    }
    return array;
  }

  /// Copies the state out.
  public Map<String, TensorFile.Tensor> state() {
    Map<String, NDArray> all = new LinkedHashMap<>();
    means.forEach((name, array) -> all.put("mean." + name, array));
    squares.forEach((name, array) -> all.put("square." + name, array));
    return Weights.inMemory(all);
  }

  /// Puts a saved state back.
  ///
  /// @param saved what [#state] gave
  /// @param steps steps done when it was saved
  /// @throws IllegalArgumentException if a tensor is missing
  public void restore(Map<String, TensorFile.Tensor> saved, long steps) {
    this.steps = steps;
    means.forEach((name, array) -> set(array, saved, "mean." + name));
    squares.forEach((name, array) -> set(array, saved, "square." + name));
  }

  private static void set(NDArray array, Map<String, TensorFile.Tensor> saved, String name) {
    TensorFile.Tensor tensor = saved.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no saved state " + name);
    }
    array.set(tensor.values());
  }

  /// Steps done.
  public long steps() {
    return steps;
  }
}
