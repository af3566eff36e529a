// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the body of a D-Bus message front to back and steps over what nobody asked for, such as an
/// icon of a megabyte, without decoding it.
///
/// Every length is checked against the body before anything is allocated. Not thread-safe.
///
/// @see "D-Bus Specification 0.43, Marshaling (wire format)"
final class WireBody {
  /// The bytes are not what the signature says.
  static final class MalformedException extends RuntimeException {
    MalformedException(String what) {
      super(what);
    }
  }

  private static final int MAX_DEPTH = 16;

  private final ByteBuffer body;

  WireBody(byte[] body, ByteOrder order) {
    this.body = ByteBuffer.wrap(body).order(order);
  }

  String string() {
    int length = count(uint32());
    if (length >= body.remaining()) {
      throw new MalformedException("string of " + length + " bytes, " + body.remaining() + " left");
    }
    byte[] bytes = new byte[length];
    body.get(bytes);
    body.get();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  long uint32() {
    align(4);
    return Integer.toUnsignedLong(int32());
  }

  List<String> strings() {
    int end = arrayEnd(4);
    List<String> all = new ArrayList<>();
    while (body.position() < end) {
      all.add(string());
    }
    return all;
  }

  /// `a{sv}` with the values that are plain: strings, numbers, booleans. All others are stepped
  /// over.
  Map<String, Object> plainValues() {
    int end = arrayEnd(8);
    Map<String, Object> values = new HashMap<>();
    while (body.position() < end) {
      align(8);
      String key = string();
      String signature = signature();
      if (signature.length() == 1 && "sogybnqiuxtd".contains(signature)) {
        values.put(key, plain(signature.charAt(0)));
      } else {
        skip(signature, 0);
      }
    }
    return values;
  }

  /// Everything that `signature` describes: numbers as `Long` or `Double`, structs and arrays as
  /// lists, dictionaries as maps, variants as what is in them.
  List<Object> values(String signature) {
    List<Object> values = new ArrayList<>();
    int at = 0;
    while (at < signature.length()) {
      int end = typeEnd(signature, at, 0);
      values.add(value(signature, at, 0));
      at = end;
    }
    return values;
  }

  private Object value(String signature, int at, int depth) {
    if (at >= signature.length() || depth > MAX_DEPTH) {
      throw new MalformedException("signature " + signature);
    }
    return switch (signature.charAt(at)) {
      case 'a' -> array(signature, at + 1, depth + 1);
      case 'v' -> value(signature(), 0, depth + 1);
      case '(' -> struct(signature, at, depth + 1);
      case 'h' -> uint32();
      default -> plain(signature.charAt(at));
    };
  }

  private List<Object> struct(String signature, int at, int depth) {
    align(8);
    List<Object> fields = new ArrayList<>();
    int inner = at + 1;
    while (inner < signature.length() && signature.charAt(inner) != ')') {
      fields.add(value(signature, inner, depth));
      inner = typeEnd(signature, inner, depth);
    }
    return fields;
  }

  private Object array(String signature, int at, int depth) {
    typeEnd(signature, at, depth);
    int end = arrayEnd(alignment(signature.charAt(at)));
    if (signature.charAt(at) == '{') {
      Map<Object, Object> entries = new LinkedHashMap<>();
      int second = typeEnd(signature, at + 1, depth);
      while (body.position() < end) {
        align(8);
        Object key = value(signature, at + 1, depth);
        entries.put(key, value(signature, second, depth));
      }
      return entries;
    }
    List<Object> elements = new ArrayList<>();
    while (body.position() < end) {
      elements.add(value(signature, at, depth));
    }
    return elements;
  }

  private Object plain(char type) {
    return switch (type) {
      case 's', 'o' -> string();
      case 'g' -> signature();
      case 'y' -> (long) (bytes(1).get() & 0xff);
      case 'b' -> uint32() != 0;
      case 'n' -> (long) aligned(2).getShort();
      case 'q' -> (long) (aligned(2).getShort() & 0xffff);
      case 'i' -> (long) aligned(4).getInt();
      case 'u' -> uint32();
      case 'x', 't' -> aligned(8).getLong();
      case 'd' -> aligned(8).getDouble();
      default -> throw new MalformedException("type " + type);
    };
  }

  /// Steps over one complete type.
  ///
  /// @return index in `signature` after it
  private int skip(String signature, int at) {
    return skip(signature, at, 0);
  }

  private int skip(String signature, int at, int depth) {
    if (at >= signature.length() || depth > MAX_DEPTH) {
      throw new MalformedException("signature " + signature);
    }
    char type = signature.charAt(at);
    switch (type) {
      case 'a' -> {
        int next = typeEnd(signature, at + 1, depth);
        int end = arrayEnd(alignment(signature.charAt(at + 1)));
        body.position(end);
        return next;
      }
      case 'v' -> skip(signature(), 0, depth + 1);
      case '(', '{' -> {
        align(8);
        int inner = at + 1;
        while (inner < signature.length() && ")}".indexOf(signature.charAt(inner)) < 0) {
          inner = skip(signature, inner, depth + 1);
        }
        return inner + 1;
      }
      case 'h' -> plain('u');
      default -> plain(type);
    }
    return at + 1;
  }

  private static int typeEnd(String signature, int at, int depth) {
    if (at >= signature.length() || depth > MAX_DEPTH) {
      throw new MalformedException("signature " + signature);
    }
    char type = signature.charAt(at);
    if (type == 'a') {
      return typeEnd(signature, at + 1, depth + 1);
    }
    if (type != '(' && type != '{') {
      return at + 1;
    }
    int inner = at + 1;
    while (inner < signature.length() && ")}".indexOf(signature.charAt(inner)) < 0) {
      inner = typeEnd(signature, inner, depth + 1);
    }
    return inner + 1;
  }

  private static int alignment(char type) {
    return switch (type) {
      case 'y', 'g', 'v' -> 1;
      case 'n', 'q' -> 2;
      case 'x', 't', 'd', '(', '{' -> 8;
      default -> 4;
    };
  }

  private int arrayEnd(int elementAlignment) {
    int length = count(uint32());
    align(elementAlignment);
    if (length > body.remaining()) {
      throw new MalformedException("array of " + length + " bytes, " + body.remaining() + " left");
    }
    return body.position() + length;
  }

  private String signature() {
    int length = bytes(1).get() & 0xff;
    byte[] text = new byte[length];
    bytes(length + 1).get(text).get();
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static int count(long length) {
    if (length > Integer.MAX_VALUE) {
      throw new MalformedException("length " + length);
    }
    return (int) length;
  }

  private int int32() {
    return aligned(4).getInt();
  }

  private ByteBuffer aligned(int size) {
    align(size);
    return bytes(size);
  }

  private ByteBuffer bytes(int size) {
    if (size > body.remaining()) {
      throw new MalformedException(size + " bytes wanted, " + body.remaining() + " left");
    }
    return body;
  }

  private void align(int size) {
    int to = (body.position() + size - 1) / size * size;
    if (to > body.limit()) {
      throw new MalformedException("padding at the end");
    }
    body.position(to);
  }
}
