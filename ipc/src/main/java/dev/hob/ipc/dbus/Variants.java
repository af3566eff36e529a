// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.freedesktop.dbus.types.UInt16;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;

/// Between `a{sv}` and JSON.
final class Variants {
  private Variants() {}

  /// Options of a call.
  ///
  /// @throws ProblemException `invalid-input` for a value that is not a string, number or boolean
  static ObjectNode json(Map<String, Variant<?>> options) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    options.forEach((name, value) -> node.set(name, json(name, value.getValue())));
    return node;
  }

  private static JsonNode json(String name, Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value) {
      case String text -> nodes.textNode(text);
      case Boolean flag -> nodes.booleanNode(flag);
      case Double number -> nodes.numberNode(number);
      case Byte number -> nodes.numberNode(number & 0xff);
      case Short number -> nodes.numberNode(number);
      case Integer number -> nodes.numberNode(number);
      case Long number -> nodes.numberNode(number);
      case UInt16 number -> nodes.numberNode(number.intValue());
      case UInt32 number -> nodes.numberNode(number.longValue());
      case UInt64 number -> nodes.numberNode(number.longValue());
      default ->
          throw new ProblemException(
              new Problem.InvalidInput(
                  "/options/" + name, "a string, number or boolean", "another type"));
    };
  }

  /// Plain fields as they are; lists and objects as JSON text.
  static Map<String, Variant<?>> of(ObjectNode fields) {
    Map<String, Variant<?>> values = new LinkedHashMap<>();
    fields
        .properties()
        .forEach(field -> {
          if (!field.getValue().isNull()) {
            values.put(field.getKey(), variant(field.getValue()));
          }
        });
    return values;
  }

  private static Variant<?> variant(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> new Variant<>(value.textValue());
      case BOOLEAN -> new Variant<>(value.booleanValue());
      case NUMBER ->
          value.isIntegralNumber()
              ? new Variant<>(value.longValue())
              : new Variant<>(value.doubleValue());
      default -> new Variant<>(value.toString());
    };
  }
}
