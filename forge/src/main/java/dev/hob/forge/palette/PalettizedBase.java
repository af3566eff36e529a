// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.palette;

import dev.hob.engine.bundle.Floats;
import dev.hob.engine.bundle.Palette;
import dev.hob.engine.bundle.SafetensorsFile;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.bundle.WeightsFile;
import dev.hob.engine.kernel.Strip16;
import dev.hob.engine.memory.Ledger;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A base of palettized matrices and plain norms, in memory, by Hugging Face's names: what training
/// on top of the palette needs to see and to write back.
///
/// @param matrices palettized
/// @param plain norms: shape and values, stored as f16
public record PalettizedBase(
    SortedMap<String, PalettizedTensor> matrices, SortedMap<String, float[]> plain) {

  /// Reads `folder/weights.safetensors`.
  public static PalettizedBase read(Path folder) {
    SortedMap<String, PalettizedTensor> matrices = new TreeMap<>();
    SortedMap<String, float[]> plain = new TreeMap<>();
    try (SafetensorsFile file =
        SafetensorsFile.open(folder, WeightsFile.FILE, new Ledger(), Ledger.Owner.SCRATCH)) {
      for (Tensor tensor : file.tensors().values()) {
        String name = tensor.name();
        if (name.endsWith(".idx")) {
          String matrix = name.substring(0, name.length() - ".idx".length());
          matrices.put(matrix, matrix(file, matrix));
        } else if (!name.endsWith(".lut") && !name.endsWith(".scale") && !name.startsWith("__")) {
          plain.put(name, Floats.read(tensor));
        }
      }
    }
    return new PalettizedBase(matrices, plain);
  }

  private static PalettizedTensor matrix(SafetensorsFile file, String name) {
    Palette shape = PaletteHeader.parse(file, name);
    byte[] packed = file.tensor(name + ".idx").data().toArray(ValueLayout.JAVA_BYTE);
    byte[] lut = file.tensor(name + ".lut").data().toArray(ValueLayout.JAVA_BYTE);
    float[] table = new float[lut.length];
    for (int i = 0; i < lut.length; i++) {
      table[i] = (Byte.toUnsignedInt(lut[i]) - Palette.ZERO) / (float) Palette.ONE;
    }
    float[] lanes = Floats.read(file.tensor(name + ".scale"));
    float[] scales = new float[shape.rows() * shape.groups()];
    for (int row = 0; row < shape.rows(); row++) {
      for (int group = 0; group < shape.groups(); group++) {
        int strip = row / Strip16.ROWS;
        scales[row * shape.groups() + group] =
            lanes[(strip * shape.groups() + group) * Strip16.ROWS + row % Strip16.ROWS];
      }
    }
    byte[] indices = Strip16.unpack(packed, shape.rows(), shape.columns(), shape.bits());
    return new PalettizedTensor(shape, indices, table, scales);
  }

  /// Writes `folder/weights.safetensors`.
  ///
  /// @return bits a weight, everything counted
  public double write(Path folder) throws IOException {
    WeightsFile.Writer writer = writer();
    writer.write(folder);
    return writer.bitsPerWeight();
  }

  /// Bits a weight, everything counted.
  public double bitsPerWeight() {
    return writer().bitsPerWeight();
  }

  public long parameters() {
    return writer().parameters();
  }

  private WeightsFile.Writer writer() {
    WeightsFile.Writer writer = new WeightsFile.Writer();
    plain.forEach(
        (name, values) -> writer.plain(Floats.tensor(name, TensorType.F16, values, values.length)));
    for (Map.Entry<String, PalettizedTensor> each : matrices.entrySet()) {
      PalettizedTensor matrix = each.getValue();
      writer.palette(
          each.getKey(), matrix.shape(), matrix.indices(), matrix.tableBytes(), matrix.scaleBits());
    }
    return writer;
  }
}
