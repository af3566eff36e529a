// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.engine.kernel.c.CBytes;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.MappedFile;
import dev.hob.engine.memory.Pin;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A safetensors file, mapped and checked as a whole before any tensor of it can be asked for: the
/// header's length, its JSON, every type, shape and offset; tensors must fill the data exactly,
/// without holes or overlaps, as the format demands. Immutable.
///
/// @see "https://huggingface.co/docs/safetensors: format"
public final class SafetensorsFile implements AutoCloseable {
  private static final long MAX_HEADER = 64L << 20;
  private static final int MAX_TENSORS = 100_000;
  private static final int MAX_RANK = 8;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MappedFile file;
  private final String name;
  private final Map<String, String> metadata;
  private final Map<String, Tensor> tensors;

  private SafetensorsFile(
      MappedFile file, String name, Map<String, String> metadata, Map<String, Tensor> tensors) {
    this.file = file;
    this.name = name;
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /// Maps `folder/name`.
  ///
  /// @throws CorruptBundleException anything in it is not what it claims
  public static SafetensorsFile open(Path folder, String name, Ledger ledger, Ledger.Owner owner) {
    Path path = folder.resolve(name);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new CorruptBundleException(name, -1, "missing, or not a plain file");
    }
    MappedFile file;
    try {
      file = MappedFile.map(path, ledger, owner);
    } catch (IOException e) {
      throw new CorruptBundleException(name, -1, "cannot be mapped: " + e.getMessage());
    }
    try {
      return parse(file, name);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static SafetensorsFile parse(MappedFile file, String name) {
    MemorySegment bytes = file.bytes();
    long size = bytes.byteSize();
    if (size < 8) {
      throw new CorruptBundleException(name, size, "ends inside the 8 bytes of the header length");
    }
    long length = bytes.get(LONG, 0);
    if (length < 2 || length > MAX_HEADER || length > size - 8) {
      throw new CorruptBundleException(
          name,
          0,
          "header length "
              + Long.toUnsignedString(length)
              + ", expected 2 to "
              + Math.min(MAX_HEADER, size - 8));
    }
    JsonNode header = Json.object(name, 8, bytes.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE));
    if (header.size() > MAX_TENSORS) {
      throw new CorruptBundleException(name, 8, header.size() + " entries, at most " + MAX_TENSORS);
    }
    long start = 8 + length;
    Map<String, String> metadata = new TreeMap<>();
    List<Tensor> found = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals("__metadata__")) {
        metadata.putAll(metadata(name, entry.getValue()));
      } else {
        found.add(tensor(name, entry.getKey(), entry.getValue(), bytes, start));
      }
    }
    checkFilled(name, found, start, size);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    found.stream()
        .filter(tensor -> !tensor.name().startsWith(SafetensorsWriter.PAD))
        .forEach(tensor -> tensors.put(tensor.name(), tensor));
    return new SafetensorsFile(
        file, name, Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(tensors));
  }

  private static Map<String, String> metadata(String file, JsonNode node) {
    if (!node.isObject()) {
      throw Json.wrong(file, "__metadata__", node, "an object of texts");
    }
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isTextual()) {
        throw Json.wrong(file, "__metadata__." + entry.getKey(), entry.getValue(), "a text");
      }
      metadata.put(entry.getKey(), entry.getValue().textValue());
    }
    return metadata;
  }

  private static Tensor tensor(
      String file, String name, JsonNode node, MemorySegment bytes, long start) {
    if (!node.isObject()) {
      throw Json.wrong(file, name, node, "an object with dtype, shape, data_offsets");
    }
    String typeName = Json.text(file, node, "dtype");
    TensorType type =
        TensorType.named(typeName)
            .orElseThrow(() ->
                new IncompatibleBundleException(
                    file, name + " dtype", Arrays.toString(TensorType.values()), typeName));
    long[] shape = longs(file, name + ".shape", node.path("shape"), MAX_RANK);
    long[] range = longs(file, name + ".data_offsets", node.path("data_offsets"), 2);
    long room = bytes.byteSize() - start;
    if (range.length != 2 || range[0] > range[1] || range[1] > room) {
      throw new CorruptBundleException(
          file, start, name + " lies at " + Arrays.toString(range) + " of " + room + " data bytes");
    }
    long needed;
    try {
      needed = Math.multiplyExact(Tensor.product(shape), (long) type.bytes());
    } catch (ArithmeticException e) {
      throw new CorruptBundleException(
          file, start + range[0], name + " has shape " + Arrays.toString(shape) + ": too large");
    }
    if (needed != range[1] - range[0]) {
      throw new CorruptBundleException(
          file,
          start + range[0],
          name
              + " holds "
              + (range[1] - range[0])
              + " bytes, "
              + type
              + Arrays.toString(shape)
              + " needs "
              + needed);
    }
    return new Tensor(name, type, shape, bytes.asSlice(start + range[0], needed), start + range[0]);
  }

  private static long[] longs(String file, String field, JsonNode node, int most) {
    if (!node.isArray() || node.size() > most) {
      throw Json.wrong(file, field, node, "a list of at most " + most + " numbers");
    }
    long[] values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = node.get(i);
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw Json.wrong(file, field, node, "whole numbers from 0 to 2^63 - 1");
      }
      values[i] = value.longValue();
    }
    return values;
  }

  private static void checkFilled(String file, List<Tensor> tensors, long start, long size) {
    List<Tensor> ordered = new ArrayList<>(tensors);
    ordered.sort(
        Comparator.comparingLong(Tensor::offset).thenComparingLong(t -> t.data().byteSize()));
    long at = start;
    for (Tensor tensor : ordered) {
      if (tensor.offset() != at) {
        String what = tensor.offset() < at ? "overlaps the tensor before it" : "leaves a hole";
        throw new CorruptBundleException(
            file, tensor.offset(), tensor.name() + " " + what + ": expected at " + at);
      }
      at += tensor.data().byteSize();
    }
    if (at != size) {
      throw new CorruptBundleException(file, at, (size - at) + " bytes belong to no tensor");
    }
  }

  /// The file's name inside its bundle.
  public String name() {
    return name;
  }

  public Map<String, String> metadata() {
    return metadata;
  }

  /// By name, in the order of the header; paddings left out.
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  /// @throws CorruptBundleException the file has no such tensor
  public Tensor tensor(String tensor) {
    Tensor found = tensors.get(tensor);
    if (found == null) {
      throw new CorruptBundleException(name, -1, "tensor " + tensor + " is missing");
    }
    return found;
  }

  public long bytes() {
    return file.bytes().byteSize();
  }

  /// The whole file, for digests.
  MemorySegment content() {
    return file.bytes();
  }

  /// Maps at once what of it is in the page cache, where C can: else each page costs its first
  /// reader a fault.
  void mapCached() {
    if (bytes() >= CBytes.WORTH && CBytes.here()) {
      CBytes.mapCached(file.bytes());
    }
  }

  /// Keeps the file mapped for C.
  Pin pin() {
    return file.pin();
  }

  @Override
  public void close() {
    file.close();
  }
}
