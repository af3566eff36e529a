// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.memory.LargePageOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// safetensors files of plain float tensors: read F32, BF16 and F16, written as F32 or F16.
///
/// Every tensor and the data as a whole start at a multiple of 64 bytes.
public final class TensorFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ALIGN = 64;
  private static final int MAX_HEADER = 16 << 20;

  /// A tensor in memory, row-major.
  ///
  /// @param shape dimensions
  /// @param values as many as the shape says
  @SuppressWarnings("ArrayRecordComponent") // moved, never compared
  public record Tensor(long[] shape, float[] values) {
    /// Checks the count.
    ///
    /// @throws IllegalArgumentException if shape and values differ
    public Tensor {
      long count = 1;
      for (long dimension : shape) {
        count *= dimension;
      }
      if (count != values.length) {
        throw new IllegalArgumentException("shape of " + count + " but " + values.length);
      }
    }
  }

  private TensorFile() {}

  /// Writes float32 tensors, in the order of their names.
  ///
  /// @throws IOException if the file cannot be written
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    write(file, tensors, metadata, false);
  }

  /// Writes tensors as float32 or, rounded to nearest, float16.
  ///
  /// @throws IOException if the file cannot be written
  public static void write(
      Path file, Map<String, Tensor> tensors, Map<String, String> metadata, boolean half)
      throws IOException {
    int size = half ? 2 : 4;
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      header.set("__metadata__", JSON.valueToTree(new TreeMap<>(metadata)));
    }
    long offset = 0;
    Map<String, Tensor> sorted = new TreeMap<>(tensors);
    for (var entry : sorted.entrySet()) {
      long end = offset + (long) size * entry.getValue().values().length;
      ObjectNode node = header.putObject(entry.getKey()).put("dtype", half ? "F16" : "F32");
      node.set("shape", JSON.valueToTree(entry.getValue().shape()));
      node.putArray("data_offsets").add(offset).add(end);
      // safetensors allows no holes, so a tensor whose size is no multiple of 64 ends the alignment
      // of those behind it; the base's tensors all are.
      offset = end;
    }
    byte[] json = padded(JSON.writeValueAsBytes(header));
    try (LargePageOutput out = LargePageOutput.open(file)) {
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      out.write(length.putLong(json.length).array());
      out.write(json);
      for (Tensor tensor : sorted.values()) {
        out.write(bytes(tensor.values(), half));
      }
      out.sync();
    }
  }

  /// Reads all tensors.
  ///
  /// @throws IOException if the file cannot be read or is damaged; names the tensor
  public static Map<String, Tensor> read(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer length = slice(in, file, 0, 8);
      long headerLength = length.getLong();
      if (headerLength < 2 || headerLength > MAX_HEADER || 8 + headerLength > in.size()) {
        throw new IOException(file + ": header of " + headerLength + " bytes");
      }
      byte[] json = new byte[(int) headerLength];
      slice(in, file, 8, headerLength).get(json);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (var field : JSON.readTree(json).properties()) {
        if (!field.getKey().equals("__metadata__")) {
          tensors.put(field.getKey(), tensor(in, file, 8 + headerLength, field));
        }
      }
      return tensors;
    }
  }

  private static Tensor tensor(
      FileChannel in, Path file, long data, Map.Entry<String, JsonNode> field) throws IOException {
    JsonNode node = field.getValue();
    long from = node.path("data_offsets").path(0).asLong(-1);
    long to = node.path("data_offsets").path(1).asLong(-1);
    String type = node.path("dtype").asText();
    int size = type.equals("F32") ? 4 : 2;
    long[] shape = new long[node.path("shape").size()];
    long count = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.path("shape").path(i).asLong();
      count = Math.multiplyExact(count, shape[i]);
    }
    if (from < 0 || to - from != count * size || data + to > in.size() || count > 1 << 28) {
      throw new IOException(
          file
              + ": tensor "
              + field.getKey()
              + " has offsets "
              + from
              + " to "
              + to
              + " for "
              + count
              + " values of "
              + type);
    }
    return new Tensor(shape, floats(slice(in, file, data + from, to - from), type, (int) count));
  }

  private static float[] floats(ByteBuffer bytes, String type, int count) throws IOException {
    float[] values = new float[count];
    switch (type) {
      case "F32" -> bytes.asFloatBuffer().get(values);
      case "BF16" -> {
        for (int i = 0; i < count; i++) {
          values[i] = Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
        }
      }
      case "F16" -> {
        for (int i = 0; i < count; i++) {
          values[i] = Float.float16ToFloat(bytes.getShort(2 * i));
        }
      }
      default -> throw new IOException("tensors of type " + type + " are not read");
    }
    return values;
  }

  private static byte[] bytes(float[] values, boolean half) {
    ByteBuffer out =
        ByteBuffer.allocate(values.length * (half ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (half) {
        out.putShort(Float.floatToFloat16(value));
      } else {
        out.putFloat(value);
      }
    }
    return out.array();
  }

  private static byte[] padded(byte[] json) {
    int length = (8 + json.length + ALIGN - 1) / ALIGN * ALIGN - 8;
    String text = new String(json, StandardCharsets.UTF_8);
    return (text + " ".repeat(length - json.length)).getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer slice(FileChannel in, Path file, long from, long size)
      throws IOException {
    if (from + size > in.size()) {
      throw new IOException(file + ": ends at " + in.size() + ", before " + (from + size));
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (in.read(buffer, from + buffer.position()) < 0) {
        throw new IOException(file + ": ended while reading");
      }
    }
    return buffer.flip();
  }
}
