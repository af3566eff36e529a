// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import dev.hob.engine.bundle.CorruptBundleException;
import java.nio.charset.StandardCharsets;

/// Protocol Buffers' wire format, one message at a time: fields come as (number, value), unknown
/// ones are skipped by not asking. Every length is checked before it is used.
///
/// @see "Protocol Buffers, Encoding"
final class ProtoReader {
  private final String file;
  private final byte[] bytes;
  private final int end;
  private int at;
  private int kind;
  private int from;
  private int length;
  private long number;

  ProtoReader(String file, byte[] bytes) {
    this(file, bytes, 0, bytes.length);
  }

  private ProtoReader(String file, byte[] bytes, int from, int end) {
    this.file = file;
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /// Goes to the next field.
  ///
  /// @return its number; 0 at the end of the message
  int next() {
    if (at == end) {
      return 0;
    }
    int start = at;
    long tag = varint();
    kind = (int) (tag & 7);
    long field = tag >>> 3;
    if (field < 1 || field > (1 << 29) - 1) {
      throw corrupt(start, "field number " + field);
    }
    switch (kind) {
      case 0 -> number = varint();
      case 1 -> skip(8);
      case 2 -> {
        long bytesToCome = varint();
        if (bytesToCome < 0 || bytesToCome > end - at) {
          throw corrupt(start, bytesToCome + " bytes announced, " + (end - at) + " left");
        }
        skip((int) bytesToCome);
      }
      case 5 -> skip(4);
      default -> throw corrupt(start, "wire type " + kind);
    }
    return (int) field;
  }

  private void skip(int count) {
    if (count > end - at) {
      throw corrupt(at, count + " bytes announced, " + (end - at) + " left");
    }
    from = at;
    length = count;
    at += count;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw corrupt(at, "it ends inside of a number");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw corrupt(at, "a number of more than 64 bits");
  }

  /// The field just reached, as a whole number.
  long number() {
    require(0, "a whole number");
    return number;
  }

  /// The field just reached, as a 32-bit float.
  float real() {
    require(5, "a float");
    int bits = 0;
    for (int i = 3; i >= 0; i--) {
      bits = (bits << 8) | (bytes[from + i] & 0xff);
    }
    return Float.intBitsToFloat(bits);
  }

  String text() {
    require(2, "a text");
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /// The field just reached, as a message in it.
  ProtoReader message() {
    require(2, "a message");
    return new ProtoReader(file, bytes, from, from + length);
  }

  private void require(int wanted, String what) {
    if (kind != wanted) {
      throw corrupt(at, "wire type " + kind + ", expected " + what);
    }
  }

  private CorruptBundleException corrupt(int offset, String bound) {
    return new CorruptBundleException(file, offset, bound);
  }
}
