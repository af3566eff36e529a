// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.memory.LargePageOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/// Writes safetensors whose data starts at a multiple of 64 and whose every tensor does so too.
///
/// The format forbids holes between tensors, so the gaps are tensors of their own: `__pad.N`, U8,
/// zeros. The official readers accept such a file as it is; ours leaves them out. The same tensors
/// in the same order give the same bytes.
public final class SafetensorsWriter {
  static final int ALIGNMENT = 64;
  static final String PAD = "__pad.";

  private SafetensorsWriter() {}

  /// @param metadata the `__metadata__` of the header: strings to strings
  /// @param tensors written in this order
  public static void write(Path file, SortedMap<String, String> metadata, List<Tensor> tensors)
      throws IOException {
    byte[] header = header(metadata, tensors.stream().map(Slot::of).toList());
    try (LargePageOutput out = LargePageOutput.open(file)) {
      out.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length).array());
      out.write(header);
      for (Tensor tensor : tensors) {
        out.write(tensor.data());
        out.write(new byte[gap(tensor.data().byteSize())]);
      }
    }
  }

  /// A tensor without its bytes.
  record Slot(String name, TensorType type, long[] shape) {
    static Slot of(Tensor tensor) {
      return new Slot(tensor.name(), tensor.type(), tensor.shape());
    }

    long bytes() {
      return Math.multiplyExact(Tensor.product(shape), (long) type.bytes());
    }

    /// Up to where the next tensor starts.
    long padded() {
      return bytes() + gap(bytes());
    }
  }

  /// The header's JSON, padded so that data starts at a multiple of [#ALIGNMENT].
  static byte[] header(SortedMap<String, String> metadata, List<Slot> slots) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject("__metadata__");
      metadata.forEach(node::put);
    }
    long at = 0;
    int pads = 0;
    for (Slot slot : slots) {
      if (root.has(slot.name()) || slot.name().startsWith("__")) {
        throw new IllegalArgumentException("tensor name " + slot.name() + " taken or reserved");
      }
      entry(root, slot.name(), slot.type(), slot.shape(), at);
      at += slot.bytes();
      int gap = gap(slot.bytes());
      if (gap > 0) {
        entry(root, PAD + pads++, TensorType.U8, new long[] {gap}, at);
        at += gap;
      }
    }
    String json = root.toString();
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat(gap(8L + length))).getBytes(StandardCharsets.UTF_8);
  }

  private static void entry(
      ObjectNode root, String name, TensorType type, long[] shape, long begin) {
    ObjectNode node = root.putObject(name);
    node.put("dtype", type.name());
    var sides = node.putArray("shape");
    for (long side : shape) {
      sides.add(side);
    }
    long end = begin + Tensor.product(shape) * type.bytes();
    node.putArray("data_offsets").add(begin).add(end);
  }

  /// Bytes up to the next multiple of [#ALIGNMENT].
  private static int gap(long size) {
    return (int) (-size & (ALIGNMENT - 1));
  }
}
