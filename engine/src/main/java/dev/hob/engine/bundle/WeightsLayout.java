// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.Strip16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where everything lies in a `weights.safetensors` whose tensors do not exist yet: for writers
/// that make one tensor at a time and never hold them all. The bytes are those of
/// [WeightsFile.Writer]. Immutable.
public final class WeightsLayout {
  /// A tensor to come.
  public sealed interface Entry {
    String name();

    /// Kept as it is.
    record Plain(String name, TensorType type, long[] shape) implements Entry {}

    /// Becomes `name.idx`, `name.scale`, `name.lut`.
    record Palettized(String name, Palette palette) implements Entry {}
  }

  private final byte[] header;
  private final Map<String, Long> offsets = new LinkedHashMap<>();
  private final long size;
  private final long parameters;
  private final double bitsPerWeight;

  private WeightsLayout(List<Entry> entries) {
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put("format", Palette.FORMAT);
    List<SafetensorsWriter.Slot> slots = new ArrayList<>();
    long weights = 0;
    for (Entry entry : entries) {
      switch (entry) {
        case Entry.Plain(String name, TensorType type, long[] shape) -> {
          slots.add(new SafetensorsWriter.Slot(name, type, shape));
          weights += Tensor.product(shape);
        }
        case Entry.Palettized(String name, Palette palette) -> {
          slots.addAll(slots(name, palette));
          metadata.put(name, palette.header());
          weights += (long) palette.rows() * palette.columns();
        }
      }
    }
    byte[] json = SafetensorsWriter.header(metadata, slots);
    header =
        ByteBuffer.allocate(8 + json.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .array();
    long at = header.length;
    long bytes = 0;
    for (SafetensorsWriter.Slot slot : slots) {
      offsets.put(slot.name(), at);
      at += slot.padded();
      bytes += slot.bytes();
    }
    size = at;
    parameters = weights;
    bitsPerWeight = 8.0 * bytes / weights;
  }

  /// @param entries in the order in which they shall lie
  public static WeightsLayout of(List<Entry> entries) {
    return new WeightsLayout(entries);
  }

  private static List<SafetensorsWriter.Slot> slots(String name, Palette palette) {
    long strips = palette.strips();
    long[] idx = {strips, Strip16.stripBytes(palette.columns(), palette.bits())};
    long[] scale = {strips, palette.groups(), Strip16.ROWS};
    long[] lut = {palette.tables(), palette.entries()};
    return List.of(
        new SafetensorsWriter.Slot(name + ".idx", TensorType.U8, idx),
        new SafetensorsWriter.Slot(name + ".scale", TensorType.F16, scale),
        new SafetensorsWriter.Slot(name + ".lut", TensorType.U8, lut));
  }

  /// The first bytes of the file.
  public byte[] header() {
    return header.clone();
  }

  /// Where the bytes of a tensor start in the file; `T.idx`, `T.scale`, `T.lut` of a palettized
  /// one.
  public long offset(String tensor) {
    Long offset = offsets.get(tensor);
    if (offset == null) {
      throw new IllegalArgumentException("no tensor " + tensor);
    }
    return offset;
  }

  /// Bytes of the whole file.
  public long size() {
    return size;
  }

  public long parameters() {
    return parameters;
  }

  /// Bits a weight, everything counted.
  public double bitsPerWeight() {
    return bitsPerWeight;
  }
}
