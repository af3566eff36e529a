// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import dev.hob.engine.bundle.CorruptBundleException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads a GGUF header from front to back. Nothing is read or allocated before the file was seen to
/// hold it.
final class Cursor {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String file;
  private final MemorySegment bytes;
  private long at;

  Cursor(String file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  long at() {
    return at;
  }

  /// Steps over `count` bytes.
  ///
  /// @return where they start
  private long take(long count, String what) {
    if (count < 0 || count > bytes.byteSize() - at) {
      throw new CorruptBundleException(
          file,
          at,
          what
              + " needs "
              + Long.toUnsignedString(count)
              + " bytes, the file has "
              + (bytes.byteSize() - at)
              + " more");
    }
    long start = at;
    at += count;
    return start;
  }

  long u32(String what) {
    return Integer.toUnsignedLong(bytes.get(INT, take(4, what)));
  }

  /// An unsigned number that must fit into 63 bits.
  long u64(String what) {
    long start = take(8, what);
    long value = bytes.get(LONG, start);
    if (value < 0) {
      throw new CorruptBundleException(
          file, start, what + " is " + Long.toUnsignedString(value) + ", expected less than 2^63");
    }
    return value;
  }

  /// A count of things that take at least `least` bytes each.
  long count(String what, long least) {
    long start = at;
    long count = u64(what);
    long most = (bytes.byteSize() - at) / least;
    if (count > most) {
      throw new CorruptBundleException(
          file, start, what + " is " + count + ", the file has room for " + most);
    }
    return count;
  }

  String text(String what) {
    long length = u64(what + ", its length");
    if (length > Integer.MAX_VALUE - 16) {
      throw new CorruptBundleException(file, at - 8, what + " has " + length + " bytes");
    }
    long start = take(length, what);
    byte[] raw = bytes.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw new CorruptBundleException(file, start, what + " is not UTF-8");
    }
  }

  /// @param kind number of the value's kind, as the file has it
  GgufValue value(long kind, String key) {
    return kind == GgufKind.ARRAY ? array(key) : one(kind, key);
  }

  private GgufValue array(String key) {
    long start = at;
    long kind = u32(key);
    if (kind == GgufKind.ARRAY) {
      throw new CorruptBundleException(file, start, key + " is a list of lists, expected one list");
    }
    int count = (int) Math.min(Integer.MAX_VALUE, count(key, least(kind, key)));
    List<GgufValue> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(one(kind, key));
    }
    return new GgufValue.Many(start, values);
  }

  private GgufValue one(long kind, String key) {
    long start = at;
    return switch ((int) kind) {
      case GgufKind.U8 -> new GgufValue.Whole(start, get8(key) & 0xff);
      case GgufKind.I8 -> new GgufValue.Whole(start, get8(key));
      case GgufKind.U16 -> new GgufValue.Whole(start, bytes.get(SHORT, take(2, key)) & 0xffff);
      case GgufKind.I16 -> new GgufValue.Whole(start, bytes.get(SHORT, take(2, key)));
      case GgufKind.U32 -> new GgufValue.Whole(start, u32(key));
      case GgufKind.I32 -> new GgufValue.Whole(start, bytes.get(INT, take(4, key)));
      case GgufKind.U64 -> new GgufValue.Whole(start, u64(key));
      case GgufKind.I64 -> new GgufValue.Whole(start, bytes.get(LONG, take(8, key)));
      case GgufKind.F32 ->
          new GgufValue.Real(start, Float.intBitsToFloat(bytes.get(INT, take(4, key))));
      case GgufKind.F64 ->
          new GgufValue.Real(start, Double.longBitsToDouble(bytes.get(LONG, take(8, key))));
      case GgufKind.BOOL -> {
        byte value = get8(key);
        if (value != 0 && value != 1) {
          throw new CorruptBundleException(file, start, key + " is " + value + ", expected 0 or 1");
        }
        yield new GgufValue.Truth(start, value == 1);
      }
      case GgufKind.TEXT -> new GgufValue.Text(start, text(key));
      default -> throw unknownKind(kind, key, start);
    };
  }

  private byte get8(String key) {
    return bytes.get(ValueLayout.JAVA_BYTE, take(1, key));
  }

  private long least(long kind, String key) {
    return switch ((int) kind) {
      case GgufKind.U8, GgufKind.I8, GgufKind.BOOL -> 1;
      case GgufKind.U16, GgufKind.I16 -> 2;
      case GgufKind.U32, GgufKind.I32, GgufKind.F32 -> 4;
      case GgufKind.U64, GgufKind.I64, GgufKind.F64, GgufKind.TEXT -> 8;
      default -> throw unknownKind(kind, key, at - 4);
    };
  }

  private CorruptBundleException unknownKind(long kind, String key, long offset) {
    return new CorruptBundleException(
        file, offset, key + " has value kind " + kind + ", expected 0 to 12");
  }
}
