// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.Floats;
import dev.hob.engine.bundle.SafetensorsFile;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.memory.Ledger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Plain numbers as they lie in a file.
///
/// @param columns of a matrix, the length of a vector
record Raw(int columns, double[] values) {
  /// Every plain tensor of a file; bytes are left out.
  static Map<String, Raw> read(Path folder, String name) {
    Map<String, Raw> raw = new HashMap<>();
    try (SafetensorsFile file =
        SafetensorsFile.open(folder, name, new Ledger(), Ledger.Owner.SCRATCH)) {
      file.tensors().values().stream()
          .filter(tensor -> tensor.type() != TensorType.U8)
          .forEach(tensor -> raw.put(tensor.name(), of(tensor)));
    }
    return raw;
  }

  private static Raw of(Tensor tensor) {
    float[] values = Floats.read(tensor);
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return new Raw(Math.toIntExact(tensor.shape()[tensor.shape().length - 1]), wide);
  }

  double dot(int row, double[] x) {
    double sum = 0;
    for (int i = 0; i < columns; i++) {
      sum += values[row * columns + i] * x[i];
    }
    return sum;
  }
}
