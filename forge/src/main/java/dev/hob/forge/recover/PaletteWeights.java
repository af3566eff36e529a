// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.recover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hob.forge.model.TensorNames;
import dev.hob.forge.model.Transformer;
import dev.hob.forge.model.WeightSource;
import dev.hob.forge.palette.PalettizedBase;
import dev.hob.forge.palette.PalettizedTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A palettized base whose tables and scales can be trained; its indices stay.
final class PaletteWeights {
  private static final String TABLE = ".lut";
  private static final String SCALE = ".scale";

  private final PalettizedBase base;
  private final Map<String, NDArray> indices = new LinkedHashMap<>();
  private final Map<String, NDArray> plain = new LinkedHashMap<>();
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();

  PaletteWeights(NDManager manager, PalettizedBase base) {
    this.base = base;
    base.matrices().forEach((name, matrix) -> add(manager, name, matrix));
    base.plain().forEach((name, values) -> plain.put(name, manager.create(values)));
  }

  private void add(NDManager manager, String name, PalettizedTensor matrix) {
    long[] wide = new long[matrix.indices().length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = Byte.toUnsignedLong(matrix.indices()[i]);
    }
    indices.put(name, manager.create(wide));
    parameters.put(
        name + TABLE, manager.create(matrix.table(), new Shape(matrix.table().length, 1)));
    Shape groups = new Shape(matrix.shape().rows(), matrix.shape().groups(), 1);
    parameters.put(name + SCALE, manager.create(matrix.scales(), groups));
  }

  /// Tables and scales: what is trained.
  Map<String, NDArray> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /// The weights of one pass, computed from tables and scales as they are now.
  ///
  /// @param pass owns the computed arrays
  WeightSource in(NDManager pass) {
    NDArray embedding = matrix(pass, TensorNames.EMBEDDING);
    return name -> {
      if (name.equals(TensorNames.EMBEDDING)) {
        return embedding;
      }
      NDArray known = plain.get(name);
      return known == null ? matrix(pass, name) : known;
    };
  }

  private NDArray matrix(NDManager pass, String name) {
    NDArray index = indices.get(name);
    NDArray table = parameters.get(name + TABLE);
    NDArray scale = parameters.get(name + SCALE);
    PalettizedTensor tensor = base.matrices().get(name);
    if (index == null || table == null || scale == null || tensor == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    int rows = tensor.shape().rows();
    try (NDArray here = index.duplicate()) {
      here.attach(pass);
      NDArray entries = Transformer.embed(table, here);
      return entries
          .reshape(rows, tensor.shape().groups(), tensor.shape().groupColumns())
          .mul(scale)
          .reshape(rows, tensor.shape().columns());
    }
  }

  /// The base with the tables and scales as trained, rounded as the bundle stores them.
  PalettizedBase tuned() {
    SortedMap<String, PalettizedTensor> matrices = new TreeMap<>();
    base.matrices()
        .forEach((name, matrix) ->
            matrices.put(name, matrix.with(values(name + TABLE), values(name + SCALE)).rounded()));
    return new PalettizedBase(matrices, base.plain());
  }

  private float[] values(String name) {
    NDArray array = parameters.get(name);
    if (array == null) {
      throw new IllegalStateException("no parameter " + name);
    }
    return array.toFloatArray();
  }
}
