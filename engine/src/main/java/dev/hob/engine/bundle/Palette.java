// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.Strip16;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// What the header says of one palettized tensor `T` (the package page specifies it), and how its
/// three entries `T.idx`, `T.lut`, `T.scale` become [PaletteWeights].
///
/// @param rowGroup rows that share a table: 16, or `rows` for one table in all
/// @param groupColumns G, columns that share a scale; a multiple of 16
public record Palette(int rows, int columns, int bits, int rowGroup, int groupColumns) {
  /// Value of `__metadata__.format`.
  public static final String FORMAT = "hob-palette-1";

  /// Table bytes are value + 128 with value in -127..127.
  public static final int ZERO = 128;

  /// A table's largest value; entries are `value / 127`.
  public static final int ONE = 127;

  static final int MAX_SIDE = 1 << 22;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public Palette {
    if (rows < 1 || columns < 1 || rows > MAX_SIDE || columns > MAX_SIDE) {
      throw new IllegalArgumentException("[" + rows + ", " + columns + "]");
    }
    if (bits != 2 && bits != 4) {
      throw new IllegalArgumentException("bits " + bits + ", expected 2 or 4");
    }
    if (rowGroup != rows && rowGroup != Strip16.ROWS) {
      throw new IllegalArgumentException("rowGroup " + rowGroup + ", expected 16 or " + rows);
    }
    if (groupColumns < 16 || groupColumns % 16 != 0) {
      throw new IllegalArgumentException("G " + groupColumns + ", expected a multiple of 16");
    }
  }

  public int groups() {
    return Math.ceilDiv(columns, groupColumns);
  }

  public int strips() {
    return Strip16.strips(rows);
  }

  /// Tables of the tensor: 1, or one a strip.
  public int tables() {
    return rowGroup == rows ? 1 : strips();
  }

  /// Entries of one table.
  public int entries() {
    return 1 << bits;
  }

  String header() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("bits", bits).put("rows", rows).put("columns", columns);
    node.put("rowGroup", rowGroup).put("G", groupColumns).put("layout", Strip16.LAYOUT);
    return node.toString();
  }

  static Palette parse(String file, String tensor, String header) {
    JsonNode node = Json.object(file, 8, header.getBytes(StandardCharsets.UTF_8));
    String layout = Json.text(file, node, "layout");
    if (!layout.equals(Strip16.LAYOUT)) {
      throw new IncompatibleBundleException(file, tensor + " layout", Strip16.LAYOUT, layout);
    }
    int bits = Json.integer(file, node, "bits", 1, 8);
    if (bits != 2 && bits != 4) {
      throw new IncompatibleBundleException(file, tensor + " bits", "2 or 4", bits + "");
    }
    try {
      return new Palette(
          Json.integer(file, node, "rows", 1, MAX_SIDE),
          Json.integer(file, node, "columns", 1, MAX_SIDE),
          bits,
          Json.integer(file, node, "rowGroup", 1, MAX_SIDE),
          Json.integer(file, node, "G", 16, MAX_SIDE));
    } catch (IllegalArgumentException e) {
      throw new CorruptBundleException(file, 8, tensor + ": " + e.getMessage());
    }
  }

  /// The three entries of `tensor` in `file`, every shape and value checked.
  PaletteWeights weights(SafetensorsFile file, String tensor) {
    long strips = strips();
    Tensor idx =
        entry(file, tensor + ".idx", TensorType.U8, strips, Strip16.stripBytes(columns, bits));
    Tensor lut = entry(file, tensor + ".lut", TensorType.U8, tables(), entries());
    Tensor scale = entry(file, tensor + ".scale", TensorType.F16, strips, groups(), Strip16.ROWS);
    Floats.requireFinite(file.name(), scale);
    return new PaletteWeights(
        rows, columns, bits, groupColumns, idx.data(), tables(file.name(), lut), scale.data());
  }

  private float[] tables(String file, Tensor lut) {
    float[] tables = new float[tables() * PaletteWeights.TABLE];
    byte[] bytes = lut.data().toArray(ValueLayout.JAVA_BYTE);
    for (int i = 0; i < bytes.length; i++) {
      int value = Byte.toUnsignedInt(bytes[i]) - ZERO;
      if (value < -ONE) {
        throw new CorruptBundleException(
            file, lut.offset() + i, lut.name() + " has table byte 0, expected 1 to 255");
      }
      tables[i / entries() * PaletteWeights.TABLE + i % entries()] = (float) value / ONE;
    }
    return tables;
  }

  private static Tensor entry(SafetensorsFile file, String name, TensorType type, long... shape) {
    Tensor tensor = file.tensor(name);
    if (tensor.type() != type || !java.util.Arrays.equals(tensor.shape(), shape)) {
      throw new CorruptBundleException(
          file.name(),
          tensor.offset(),
          name
              + " is "
              + tensor.type()
              + tensor.shapeText()
              + ", expected "
              + type
              + java.util.Arrays.toString(shape));
    }
    if (tensor.offset() % SafetensorsWriter.ALIGNMENT != 0) {
      throw new CorruptBundleException(
          file.name(), tensor.offset(), name + " does not start at a multiple of 64");
    }
    return tensor;
  }

  /// The three entries of a palettized tensor, ready to be written.
  ///
  /// @param indices [rows, columns] row-major, one index a byte
  /// @param lut [tables, entries] bytes value + 128
  /// @param scales [rows, groups] row-major, IEEE f16 bits
  public java.util.List<Tensor> tensors(String name, byte[] indices, byte[] lut, short[] scales) {
    if (lut.length != tables() * entries() || scales.length != rows * groups()) {
      throw new IllegalArgumentException(
          name + ": " + lut.length + " table bytes, " + scales.length + " scales for " + this);
    }
    byte[] packedScales = new byte[strips() * groups() * Strip16.ROWS * 2];
    MemorySegment out = MemorySegment.ofArray(packedScales);
    for (int row = 0; row < rows; row++) {
      for (int group = 0; group < groups(); group++) {
        long at = ((long) (row / 16) * groups() + group) * 16 + row % 16;
        out.set(SHORT, at * 2, scales[row * groups() + group]);
      }
    }
    byte[] packed = Strip16.pack(indices, rows, columns, bits);
    return java.util.List.of(
        Tensor.of(
            name + ".idx",
            TensorType.U8,
            new long[] {strips(), Strip16.stripBytes(columns, bits)},
            packed),
        Tensor.of(
            name + ".scale", TensorType.F16, new long[] {strips(), groups(), 16}, packedScales),
        Tensor.of(name + ".lut", TensorType.U8, new long[] {tables(), entries()}, lut.clone()));
  }
}
