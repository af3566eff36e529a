// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.types.UInt16;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;

/// Between the types of the bus and JSON: the plain ones and lists of them. Immutable.
public final class WireTypes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private WireTypes() {}

  /// The value is not of the type.
  public static final class WrongTypeException extends RuntimeException {
    WrongTypeException(String message) {
      super(message);
    }
  }

  /// JSON Schema of the values of `type`; empty for types that words cannot fill: structs,
  /// dictionaries, variants, descriptors.
  ///
  /// @param type one complete type, e.g. `s` or `as`
  public static Optional<ObjectNode> schema(String type) {
    if (type.length() == 2 && type.charAt(0) == 'a') {
      return schema(type.substring(1))
          .map(items -> {
            ObjectNode list = NODES.objectNode().put("type", "array");
            list.set("items", items);
            return list;
          });
    }
    return switch (type) {
      case "b" -> Optional.of(NODES.objectNode().put("type", "boolean"));
      case "s" -> Optional.of(NODES.objectNode().put("type", "string"));
      case "d" -> Optional.of(NODES.objectNode().put("type", "number"));
      case "y", "n", "q", "i", "u", "x", "t" ->
          Optional.of(
              NODES
                  .objectNode()
                  .put("type", "integer")
                  .put("minimum", least(type))
                  .put("maximum", most(type)));
      default -> Optional.empty();
    };
  }

  /// Whether a value that JSON Schema calls `jsonType` can be of `type`.
  public static boolean fits(String type, String jsonType) {
    return switch (jsonType) {
      case "boolean" -> type.equals("b");
      case "integer" -> type.length() == 1 && "ynqiuxtd".contains(type);
      case "number" -> type.equals("d");
      case "string" -> type.length() == 1 && "so".contains(type);
      case "array" -> type.length() == 2 && type.startsWith("a") && schema(type).isPresent();
      default -> false;
    };
  }

  /// @throws WrongTypeException `value` is not of `type`, or out of its range
  public static Object encode(String type, JsonNode value) {
    if (type.length() == 2 && type.charAt(0) == 'a') {
      return list(type.substring(1), value);
    }
    return switch (type) {
      case "b" -> {
        need(value.isBoolean(), type, value);
        yield value.booleanValue();
      }
      case "s" -> {
        need(value.isTextual(), type, value);
        yield value.textValue();
      }
      case "o" -> {
        need(value.isTextual() && value.textValue().matches("/|(/[A-Za-z0-9_]+)+"), type, value);
        yield new DBusPath(value.textValue());
      }
      case "d" -> {
        need(value.isNumber(), type, value);
        yield value.doubleValue();
      }
      default -> integer(type, value);
    };
  }

  private static Object integer(String type, JsonNode value) {
    need(value.isIntegralNumber() && "ynqiuxt".contains(type), type, value);
    BigInteger number = value.bigIntegerValue();
    BigInteger most =
        type.equals("t")
            ? BigInteger.TWO.pow(64).subtract(BigInteger.ONE)
            : BigInteger.valueOf(most(type));
    need(
        number.compareTo(BigInteger.valueOf(least(type))) >= 0 && number.compareTo(most) <= 0,
        type,
        value);
    return switch (type) {
      case "y" -> number.byteValue();
      case "n" -> number.shortValue();
      case "q" -> new UInt16(number.intValue());
      case "i" -> number.intValue();
      case "u" -> new UInt32(number.longValue());
      case "x" -> number.longValue();
      default -> new UInt64(number.toString());
    };
  }

  private static List<Object> list(String type, JsonNode value) {
    need(value.isArray(), "a" + type, value);
    List<Object> elements = new ArrayList<>();
    value.forEach(element -> elements.add(encode(type, element)));
    return elements;
  }

  private static void need(boolean holds, String type, JsonNode value) {
    if (!holds) {
      throw new WrongTypeException(
          "expected a value of D-Bus type " + type + ", got " + value.getNodeType());
    }
  }

  private static long least(String type) {
    return switch (type) {
      case "n" -> Short.MIN_VALUE;
      case "i" -> Integer.MIN_VALUE;
      case "x" -> Long.MIN_VALUE;
      default -> 0;
    };
  }

  private static long most(String type) {
    return switch (type) {
      case "y" -> 0xff;
      case "n" -> Short.MAX_VALUE;
      case "q" -> 0xffff;
      case "i" -> Integer.MAX_VALUE;
      case "u" -> 0xffff_ffffL;
      default -> Long.MAX_VALUE;
    };
  }

  /// What a reply carries, as JSON.
  ///
  /// @param values decoded: numbers as `Long` or `Double`, lists, maps
  /// @return empty for nothing, one value as it is, several as an array
  public static Optional<JsonNode> json(List<Object> values) {
    return switch (values.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(json(values.getFirst()));
      default -> Optional.of(json((Object) values));
    };
  }

  /// One decoded value as JSON.
  public static JsonNode json(Object value) {
    return switch (value) {
      case Boolean flag -> NODES.booleanNode(flag);
      case Double number -> NODES.numberNode(number);
      case Number number -> NODES.numberNode(number.longValue());
      case List<?> elements -> {
        ArrayNode array = NODES.arrayNode();
        elements.forEach(element -> array.add(json((Object) element)));
        yield array;
      }
      case Map<?, ?> entries -> {
        ObjectNode object = NODES.objectNode();
        entries.forEach((key, entry) -> object.set(String.valueOf(key), json((Object) entry)));
        yield object;
      }
      default -> NODES.textNode(value.toString());
    };
  }

  /// The complete types of a signature, one each; empty where it is not well-formed or holds other
  /// than plain types and lists of them.
  public static Optional<List<String>> split(String signature) {
    List<String> types = new ArrayList<>();
    for (int at = 0; at < signature.length(); at++) {
      int end = signature.charAt(at) == 'a' ? at + 2 : at + 1;
      if (end > signature.length()) {
        return Optional.empty();
      }
      String type = signature.substring(at, end);
      if (schema(type).isEmpty() && !type.equals("o")) {
        return Optional.empty();
      }
      types.add(type);
      at = end - 1;
    }
    return Optional.of(types);
  }
}
