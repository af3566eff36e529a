// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.Strip16;
import dev.hob.engine.kernel.Weights;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// `weights.safetensors` of a base: plain and palettized tensors behind one name each.
public final class WeightsFile {
  /// The file's name in a bundle.
  public static final String FILE = "weights.safetensors";

  private WeightsFile() {}

  /// Collects the tensors of a base and writes them.
  public static final class Writer {
    private final List<Tensor> tensors = new ArrayList<>();
    private final SortedMap<String, String> metadata = new TreeMap<>();
    private long parameters;

    public Writer() {
      metadata.put("format", Palette.FORMAT);
    }

    /// Adds a tensor as it is.
    public Writer plain(Tensor tensor) {
      tensors.add(tensor);
      parameters += tensor.elements();
      return this;
    }

    /// Adds a palettized tensor; arguments as in [Palette#tensors].
    public Writer palette(
        String name, Palette palette, byte[] indices, byte[] lut, short[] scales) {
      tensors.addAll(palette.tensors(name, indices, lut, scales));
      metadata.put(name, palette.header());
      parameters += (long) palette.rows() * palette.columns();
      return this;
    }

    /// Adds a palettized tensor whose parts are in the order of the file already.
    ///
    /// @param indices U8 [strips, bytes]; `lut` U8 [tables, entries]; `scales` F16 [strips, groups,
    ///   16]
    public Writer packed(
        String name,
        Palette palette,
        MemorySegment indices,
        MemorySegment lut,
        MemorySegment scales) {
      long strips = palette.strips();
      long bytes = Strip16.stripBytes(palette.columns(), palette.bits());
      long[] scaleSides = {strips, palette.groups(), Strip16.ROWS};
      long[] lutSides = {palette.tables(), palette.entries()};
      tensors.add(new Tensor(name + ".idx", TensorType.U8, new long[] {strips, bytes}, indices, 0));
      tensors.add(new Tensor(name + ".scale", TensorType.F16, scaleSides, scales, 0));
      tensors.add(new Tensor(name + ".lut", TensorType.U8, lutSides, lut, 0));
      metadata.put(name, palette.header());
      parameters += (long) palette.rows() * palette.columns();
      return this;
    }

    /// Weights of the base, each counted once.
    public long parameters() {
      return parameters;
    }

    /// Bits a weight, everything counted: indices, tables, scales, plain tensors.
    public double bitsPerWeight() {
      long bytes = tensors.stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
      return 8.0 * bytes / parameters;
    }

    /// Writes `folder/weights.safetensors`.
    public void write(Path folder) throws IOException {
      SafetensorsWriter.write(folder.resolve(FILE), metadata, tensors);
    }
  }

  /// The matrix `name` of shape [rows, columns].
  static Weights matrix(SafetensorsFile file, String name, int rows, int columns) {
    String header = file.metadata().get(name);
    if (header == null) {
      Tensor tensor = file.tensor(name);
      requireShape(file, tensor, rows, columns);
      Floats.requireFinite(file.name(), tensor);
      return new PlainWeights(rows, columns, plainType(file, tensor), tensor.data());
    }
    Palette palette = Palette.parse(file.name(), name, header);
    if (palette.rows() != rows || palette.columns() != columns) {
      throw new IncompatibleBundleException(
          file.name(),
          name,
          Arrays.toString(new int[] {rows, columns}),
          Arrays.toString(new int[] {palette.rows(), palette.columns()}));
    }
    PaletteWeights weights = palette.weights(file, name);
    return weights;
  }

  /// The plain vector `name` of `length` elements, as f32.
  static float[] vector(SafetensorsFile file, String name, int length) {
    Tensor tensor = file.tensor(name);
    requireShape(file, tensor, length);
    plainType(file, tensor);
    Floats.requireFinite(file.name(), tensor);
    return Floats.read(tensor);
  }

  private static PlainWeights.Type plainType(SafetensorsFile file, Tensor tensor) {
    return switch (tensor.type()) {
      case F32 -> PlainWeights.Type.F32;
      case F16 -> PlainWeights.Type.F16;
      case BF16 -> PlainWeights.Type.BF16;
      case U8 ->
          throw new IncompatibleBundleException(
              file.name(), tensor.name() + " dtype", "F32, F16 or BF16", "U8");
    };
  }

  private static void requireShape(SafetensorsFile file, Tensor tensor, long... shape) {
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new IncompatibleBundleException(
          file.name(), tensor.name(), Arrays.toString(shape), tensor.shapeText());
    }
  }

  static void requireFormat(SafetensorsFile file) {
    String format = file.metadata().getOrDefault("format", "missing");
    if (!format.equals(Palette.FORMAT)) {
      throw new IncompatibleBundleException(
          file.name(), "__metadata__.format", Palette.FORMAT, format);
    }
  }
}
