// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import dev.hob.engine.memory.LargePageOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes GGUF version 3: metadata and tensors in the order in which they were added, in one file
/// or in several. The bytes of a tensor are given, or made while the file is written, so that a
/// model larger than memory can be written.
public final class GgufWriter {
  /// Writes a tensor's blocks.
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private record Entry(int kind, byte[] value) {}

  private record Piece(String name, GgmlType type, long[] shape, Content content) {
    long bytes() {
      long elements = 1;
      for (long side : shape) {
        elements = Math.multiplyExact(elements, side);
      }
      return type.bytes(elements);
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<Piece> tensors = new ArrayList<>();

  public GgufWriter text(String key, String value) {
    return put(key, GgufKind.TEXT, text(value));
  }

  public GgufWriter u32(String key, int value) {
    return put(key, GgufKind.U32, little(4).putInt(value).array());
  }

  public GgufWriter f32(String key, float value) {
    return put(key, GgufKind.F32, little(4).putFloat(value).array());
  }

  public GgufWriter truth(String key, boolean value) {
    return put(key, GgufKind.BOOL, new byte[] {(byte) (value ? 1 : 0)});
  }

  public GgufWriter texts(String key, List<String> values) {
    List<byte[]> each = values.stream().map(GgufWriter::text).toList();
    ByteBuffer array =
        array(GgufKind.TEXT, each.size(), each.stream().mapToInt(it -> it.length).sum());
    each.forEach(array::put);
    return put(key, GgufKind.ARRAY, filled(array));
  }

  public GgufWriter i32s(String key, int... values) {
    ByteBuffer array = array(GgufKind.I32, values.length, 4 * values.length);
    for (int value : values) {
      array.putInt(value);
    }
    return put(key, GgufKind.ARRAY, filled(array));
  }

  public GgufWriter f32s(String key, float... values) {
    ByteBuffer array = array(GgufKind.F32, values.length, 4 * values.length);
    for (float value : values) {
      array.putFloat(value);
    }
    return put(key, GgufKind.ARRAY, filled(array));
  }

  /// @param shape outermost side first
  /// @param blocks as the type wants them
  public GgufWriter tensor(String name, GgmlType type, long[] shape, byte[] blocks) {
    return tensor(name, type, shape, out -> out.write(blocks));
  }

  /// @param content writes exactly the bytes that type and shape need; asked when the file is
  ///   written
  public GgufWriter tensor(String name, GgmlType type, long[] shape, Content content) {
    tensors.add(new Piece(name, type, shape.clone(), content));
    return this;
  }

  /// Writes all of it into `file`.
  public void write(Path file) throws IOException {
    write(file, entries, tensors);
  }

  /// Writes `folder/stem-0000i-of-0000N.gguf`: tensors in runs of about the same number.
  ///
  /// @return the first file
  public Path writeSplit(Path folder, String stem, int parts) throws IOException {
    for (int part = 0; part < parts; part++) {
      Map<String, Entry> own = part == 0 ? new LinkedHashMap<>(entries) : new LinkedHashMap<>();
      own.put("split.no", new Entry(GgufKind.U16, little(2).putShort((short) part).array()));
      own.put("split.count", new Entry(GgufKind.U16, little(2).putShort((short) parts).array()));
      own.put(
          "split.tensors.count", new Entry(GgufKind.I32, little(4).putInt(tensors.size()).array()));
      int from = (int) ((long) tensors.size() * part / parts);
      int to = (int) ((long) tensors.size() * (part + 1) / parts);
      write(
          folder.resolve(GgufFile.partName(stem, part + 1, parts)), own, tensors.subList(from, to));
    }
    return folder.resolve(GgufFile.partName(stem, 1, parts));
  }

  private static void write(Path file, Map<String, Entry> entries, List<Piece> tensors)
      throws IOException {
    try (Counted out = new Counted(LargePageOutput.open(file))) {
      out.write(
          little(24)
              .putInt((int) GgufPart.MAGIC)
              .putInt(3)
              .putLong(tensors.size())
              .putLong(entries.size())
              .array());
      for (Map.Entry<String, Entry> each : entries.entrySet()) {
        out.write(text(each.getKey()));
        out.write(little(4).putInt(each.getValue().kind()).array());
        out.write(each.getValue().value());
      }
      writeClaims(tensors, out);
      for (Piece tensor : tensors) {
        out.pad();
        long start = out.count;
        tensor.content().writeTo(out);
        if (out.count - start != tensor.bytes()) {
          throw new IllegalArgumentException(
              tensor.name() + " wrote " + (out.count - start) + " bytes of " + tensor.bytes());
        }
      }
      out.pad();
    }
  }

  private static byte[] filled(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static void writeClaims(List<Piece> tensors, OutputStream out) throws IOException {
    long offset = 0;
    for (Piece tensor : tensors) {
      int sides = tensor.shape().length;
      out.write(text(tensor.name()));
      ByteBuffer claim = little(4 + 8 * sides + 4 + 8).putInt(sides);
      for (int i = sides - 1; i >= 0; i--) {
        claim.putLong(tensor.shape()[i]);
      }
      out.write(filled(claim.putInt(tensor.type().id()).putLong(offset)));
      offset +=
          Math.ceilDiv(tensor.bytes(), GgufPart.DEFAULT_ALIGNMENT)
              * (long) GgufPart.DEFAULT_ALIGNMENT;
    }
  }

  private GgufWriter put(String key, int kind, byte[] value) {
    entries.put(key, new Entry(kind, value));
    return this;
  }

  private static ByteBuffer array(int kind, int count, int bytes) {
    return little(12 + bytes).putInt(kind).putLong(count);
  }

  private static byte[] text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return little(8 + utf8.length).putLong(utf8.length).put(utf8).array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Knows how many bytes went through it.
  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private long count;

    Counted(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      out.write(b, off, len);
      count += len;
    }

    void pad() throws IOException {
      write(new byte[(int) (-count & (GgufPart.DEFAULT_ALIGNMENT - 1))]);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
