// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A base's tensors in memory, by Hugging Face's names.
public final class Weights implements WeightSource {
  private static final double INIT = 0.02;

  private final ModelConfig config;
  private final Map<String, NDArray> tensors;

  private Weights(ModelConfig config, Map<String, NDArray> tensors) {
    this.config = config;
    this.tensors = tensors;
  }

  /// Fresh weights: N(0, 0.02); norms one; the matrices that write into the residual stream zero,
  /// so that each block starts as the identity.
  public static Weights random(NDManager manager, ModelConfig config, long seed) {
    Map<String, TensorFile.Tensor> fresh = new LinkedHashMap<>();
    SplittableRandom seeds = new SplittableRandom(seed);
    TensorNames.shapes(config)
        .forEach((name, shape) -> fresh.put(name, initial(name, shape, seeds.split())));
    return of(manager, config, fresh);
  }

  private static TensorFile.Tensor initial(String name, long[] shape, RandomGenerator random) {
    float[] values = new float[(int) new Shape(shape).size()];
    boolean zero = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
    for (int i = 0; i < values.length && !zero; i++) {
      values[i] = shape.length == 1 ? 1 : (float) (INIT * random.nextGaussian());
    }
    return new TensorFile.Tensor(shape, values);
  }

  /// Reads a folder with `config.json` and `model.safetensors`.
  ///
  /// @throws IOException if a file cannot be read or a tensor is missing or has another shape
  public static Weights read(NDManager manager, Path folder) throws IOException {
    ModelConfig config = ModelConfig.read(folder.resolve("config.json"));
    Map<String, TensorFile.Tensor> read = TensorFile.read(folder.resolve("model.safetensors"));
    for (var expected : TensorNames.shapes(config).entrySet()) {
      TensorFile.Tensor tensor = read.get(expected.getKey());
      if (tensor == null) {
        throw new IOException(folder + ": no tensor " + expected.getKey());
      }
      if (!new Shape(tensor.shape()).equals(new Shape(expected.getValue()))) {
        throw new IOException(
            folder
                + ": tensor "
                + expected.getKey()
                + " has shape "
                + new Shape(tensor.shape())
                + ", expected "
                + new Shape(expected.getValue()));
      }
    }
    return of(manager, config, read);
  }

  /// Tensors given in memory.
  public static Weights of(
      NDManager manager, ModelConfig config, Map<String, TensorFile.Tensor> tensors) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (String name : TensorNames.shapes(config).keySet()) {
      TensorFile.Tensor tensor = tensors.get(name);
      if (tensor == null) {
        throw new IllegalArgumentException("no tensor " + name);
      }
      arrays.put(name, manager.create(tensor.values(), new Shape(tensor.shape())));
    }
    return new Weights(config, arrays);
  }

  /// Writes `config.json` and `model.safetensors` into an existing folder.
  ///
  /// @throws IOException if a file cannot be written
  public void write(Path folder) throws IOException {
    config.write(folder.resolve("config.json"));
    TensorFile.write(
        folder.resolve("model.safetensors"), inMemory(tensors), Map.of("format", "pt"));
  }

  /// Copies arrays out of the library.
  public static Map<String, TensorFile.Tensor> inMemory(Map<String, NDArray> arrays) {
    Map<String, TensorFile.Tensor> out = new LinkedHashMap<>();
    arrays.forEach((name, array) ->
        out.put(name, new TensorFile.Tensor(array.getShape().getShape(), array.toFloatArray())));
    return out;
  }

  /// The shape.
  public ModelConfig config() {
    return config;
  }

  /// All tensors, in the order of the forward pass.
  public Map<String, NDArray> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public NDArray tensor(String name) {
    NDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return tensor;
  }
}
