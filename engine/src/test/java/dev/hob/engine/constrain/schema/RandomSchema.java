// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/// Schemas at random, and a plain validator for them.
final class RandomSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private final Random random;

  RandomSchema(Random random) {
    this.random = random;
  }

  JsonNode schema(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0 -> string();
      case 1 -> NODES.objectNode().put("type", random.nextBoolean() ? "integer" : "number");
      case 2 -> NODES.objectNode().put("type", "boolean");
      case 3 -> NODES.objectNode().set("enum", NODES.arrayNode().add("a \"b\"").add(7).addNull());
      case 4 -> NODES.objectNode().set("type", NODES.arrayNode().add("string").add("null"));
      case 5 -> NODES.objectNode().put("type", "string").put("pattern", "^[a-c]{1,3}-?\\d+$");
      case 6 -> {
        ObjectNode array = NODES.objectNode().put("type", "array");
        array.set("items", schema(depth - 1));
        int least = random.nextInt(3);
        yield array.put("minItems", least).put("maxItems", least + random.nextInt(3));
      }
      case 7 -> {
        ArrayNode choices = NODES.arrayNode().add(schema(depth - 1)).add(schema(depth - 1));
        yield NODES.objectNode().set("anyOf", choices);
      }
      default -> object(depth);
    };
  }

  private ObjectNode string() {
    int least = random.nextInt(4);
    return NODES
        .objectNode()
        .put("type", "string")
        .put("minLength", least)
        .put("maxLength", least + random.nextInt(90));
  }

  private ObjectNode object(int depth) {
    ObjectNode properties = NODES.objectNode();
    ArrayNode required = NODES.arrayNode();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String name = "p" + i + (i == 2 ? "\"é" : "");
      properties.set(name, schema(depth - 1));
      if (random.nextBoolean()) {
        required.add(name);
      }
    }
    ObjectNode out = NODES.objectNode().put("type", "object").put("additionalProperties", false);
    out.set("properties", properties);
    return out.set("required", required);
  }

  static boolean isValid(JsonNode value, JsonNode schema) {
    if (schema.has("anyOf")) {
      for (JsonNode choice : schema.get("anyOf")) {
        if (isValid(value, choice)) {
          return true;
        }
      }
      return false;
    }
    if (schema.has("enum")) {
      for (JsonNode member : schema.get("enum")) {
        if (member.equals(value)) {
          return true;
        }
      }
      return false;
    }
    JsonNode type = schema.get("type");
    if (type.isArray()) {
      return value.isTextual() || value.isNull();
    }
    return switch (type.asText()) {
      case "string" -> isValidString(value, schema);
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> isValidArray(value, schema);
      default -> isValidObject(value, schema);
    };
  }

  private static boolean isValidString(JsonNode value, JsonNode schema) {
    String text = value.asText();
    int length = text.codePointCount(0, text.length());
    return value.isTextual()
        && length >= schema.path("minLength").asInt(0)
        && length <= schema.path("maxLength").asInt(Integer.MAX_VALUE)
        && (!schema.has("pattern")
            || Pattern.compile(schema.get("pattern").asText()).matcher(text).find());
  }

  private static boolean isValidArray(JsonNode value, JsonNode schema) {
    boolean valid =
        value.isArray()
            && value.size() >= schema.get("minItems").asInt()
            && value.size() <= schema.get("maxItems").asInt();
    for (JsonNode item : value) {
      valid &= isValid(item, schema.get("items"));
    }
    return valid;
  }

  private static boolean isValidObject(JsonNode value, JsonNode schema) {
    Set<String> missing = new HashSet<>();
    schema.get("required").forEach(name -> missing.add(name.asText()));
    boolean valid = value.isObject();
    for (var field : value.properties()) {
      missing.remove(field.getKey());
      JsonNode own = schema.get("properties").path(field.getKey());
      valid &= !own.isMissingNode() && isValid(field.getValue(), own);
    }
    return valid && missing.isEmpty();
  }
}
