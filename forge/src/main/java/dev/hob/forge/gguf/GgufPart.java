// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One file of a GGUF model, read and checked as a whole.
record GgufPart(GgufMetadata metadata, List<GgufTensor> tensors) {
  static final long MAGIC = 0x46554747;
  static final String ALIGNMENT = "general.alignment";
  static final int DEFAULT_ALIGNMENT = 32;

  private static final int MAX_SIDES = 4;
  private static final long LEAST_ENTRY = 8 + 4 + 1;
  private static final long LEAST_TENSOR = 8 + 4 + 4 + 8;

  /// What the header says of a tensor.
  private record Claim(String name, long[] shape, GgmlType type, long offset, long headerAt) {}

  /// @throws CorruptBundleException anything in it is not what it claims
  /// @throws IncompatibleBundleException a version or tensor type that is not read
  static GgufPart read(String file, MemorySegment bytes) {
    Cursor cursor = new Cursor(file, bytes);
    long magic = cursor.u32("the mark \"GGUF\"");
    if (magic != MAGIC) {
      throw new CorruptBundleException(
          file, 0, "starts with " + seen(magic) + ", expected \"GGUF\"");
    }
    requireVersion(file, cursor.u32("the version"));
    long tensorCount = cursor.count("the number of tensors", LEAST_TENSOR);
    long entryCount = cursor.count("the number of metadata entries", LEAST_ENTRY);
    GgufMetadata metadata = new GgufMetadata(file, entries(file, cursor, entryCount));
    List<Claim> claims = new ArrayList<>();
    for (long i = 0; i < tensorCount; i++) {
      claims.add(claim(file, cursor));
    }
    long alignment = alignment(file, metadata);
    long start = Math.ceilDiv(cursor.at(), alignment) * alignment;
    return new GgufPart(metadata, tensors(file, bytes, claims, start, alignment));
  }

  /// Four bytes as text where they are one: `%PDF` says more than a number.
  private static String seen(long magic) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < 4; i++) {
      char character = (char) (magic >>> (8 * i) & 0xff);
      if (character < ' ' || character > '~') {
        return "0x" + Long.toHexString(magic);
      }
      text.append(character);
    }
    return text.append('"').toString();
  }

  private static void requireVersion(String file, long version) {
    if (version != 2 && version != 3) {
      boolean swapped = version != 0 && (version & 0xffff) == 0;
      throw new IncompatibleBundleException(
          file, "GGUF version", "2 or 3", swapped ? "of a big-endian file" : version + "");
    }
  }

  private static Map<String, GgufValue> entries(String file, Cursor cursor, long count) {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      long at = cursor.at();
      String key = cursor.text("the key of entry " + i);
      String shown = shown(key);
      GgufValue value = cursor.value(cursor.u32(shown), shown);
      if (entries.put(key, value) != null) {
        throw new CorruptBundleException(file, at, shown + " stands there twice");
      }
    }
    return entries;
  }

  private static Claim claim(String file, Cursor cursor) {
    long at = cursor.at();
    String name = cursor.text("a tensor's name");
    String shown = shown(name);
    long sides = cursor.u32(shown);
    if (sides > MAX_SIDES) {
      throw new CorruptBundleException(
          file, at, shown + " has " + sides + " sides, expected at most " + MAX_SIDES);
    }
    long[] shape = new long[(int) sides];
    for (int i = shape.length - 1; i >= 0; i--) {
      shape[i] = cursor.u64(shown + ", its sides");
    }
    long id = cursor.u32(shown + ", its type");
    GgmlType type =
        GgmlType.of(id)
            .orElseThrow(() ->
                new IncompatibleBundleException(
                    file, shown + " type", Arrays.toString(GgmlType.values()), "ggml type " + id));
    return new Claim(name, shape, type, cursor.u64(shown + ", its offset"), at);
  }

  private static long alignment(String file, GgufMetadata metadata) {
    long alignment = metadata.integer(ALIGNMENT).orElse(DEFAULT_ALIGNMENT);
    if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
      throw new CorruptBundleException(
          file, -1, ALIGNMENT + " is " + alignment + ", expected a power of two up to 2^20");
    }
    return alignment;
  }

  private static List<GgufTensor> tensors(
      String file, MemorySegment bytes, List<Claim> claims, long start, long alignment) {
    List<GgufTensor> tensors = new ArrayList<>();
    for (Claim claim : claims) {
      tensors.add(tensor(file, bytes, claim, start, alignment));
    }
    List<GgufTensor> ordered = new ArrayList<>(tensors);
    ordered.sort(
        Comparator.comparingLong(GgufTensor::offset).thenComparingLong(it -> it.data().byteSize()));
    long end = start;
    for (GgufTensor tensor : ordered) {
      if (tensor.offset() < end) {
        throw new CorruptBundleException(
            file, tensor.offset(), shown(tensor.name()) + " overlaps the tensor before it");
      }
      end = tensor.offset() + tensor.data().byteSize();
    }
    return tensors;
  }

  private static GgufTensor tensor(
      String file, MemorySegment bytes, Claim claim, long start, long alignment) {
    String shown = shown(claim.name());
    if (claim.offset() % alignment != 0) {
      throw new CorruptBundleException(
          file,
          claim.headerAt(),
          shown + " has offset " + claim.offset() + ", expected a multiple of " + alignment);
    }
    long size = size(file, claim);
    long room = bytes.byteSize() - start;
    if (claim.offset() > room || size > room - claim.offset()) {
      throw new CorruptBundleException(
          file,
          claim.headerAt(),
          shown
              + " lies at "
              + claim.offset()
              + " with "
              + size
              + " bytes, the file has "
              + Math.max(0, room)
              + " bytes of data: is it cut short?");
    }
    long at = start + claim.offset();
    return new GgufTensor(
        claim.name(), claim.shape(), claim.type(), bytes.asSlice(at, size), file, at);
  }

  private static long size(String file, Claim claim) {
    GgmlType type = claim.type();
    long[] shape = claim.shape();
    long columns = shape.length == 0 ? 1 : shape[shape.length - 1];
    if (columns % type.block() != 0) {
      throw new CorruptBundleException(
          file,
          claim.headerAt(),
          shown(claim.name())
              + " has rows of "
              + columns
              + ", expected whole blocks of "
              + type.block()
              + " for "
              + type);
    }
    try {
      long elements = 1;
      for (long side : shape) {
        elements = Math.multiplyExact(elements, side);
      }
      return type.bytes(elements);
    } catch (ArithmeticException e) {
      throw new CorruptBundleException(
          file,
          claim.headerAt(),
          shown(claim.name()) + " has shape " + Arrays.toString(shape) + ": too large");
    }
  }

  /// A name as messages show it: cut, and without control characters.
  private static String shown(String name) {
    String cut = name.length() <= 80 ? name : name.substring(0, 77) + "...";
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
