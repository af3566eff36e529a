// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/// Reads a schema's keywords into one expression over bytes. One use, one thread.
final class SchemaReader {
  private static final int DEEPEST = 64;
  private static final int MOST_COUNT = 100_000;

  /// Keywords that say nothing about which instances are valid.
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly");

  private static final List<String> TYPES =
      List.of("string", "number", "integer", "boolean", "null", "array", "object");

  private final Arena arena;
  private final JsonText text;
  private final JsonValues json;
  private final References references;

  private SchemaReader(Arena arena, JsonNode root) {
    this.arena = arena;
    this.text = new JsonText(arena);
    this.json = new JsonValues(arena, text);
    this.references = new References(arena, root);
  }

  /// All instances of `schema` as JSON text.
  ///
  /// @throws UnsupportedSchemaException a keyword is not supported, or nothing is valid
  static Node read(Arena arena, JsonNode schema) {
    Node out = new SchemaReader(arena, schema).value(schema, "", 0);
    if (out.isNever()) {
      throw new UnsupportedSchemaException("", "nothing is a valid instance");
    }
    return out;
  }

  private Node value(JsonNode schema, String pointer, int depth) {
    if (depth > DEEPEST) {
      throw new UnsupportedSchemaException(pointer, "deeper than " + DEEPEST);
    }
    if (schema.isBoolean() && schema.booleanValue()) {
      return json.any();
    }
    if (!schema.isObject()) {
      throw new UnsupportedSchemaException(pointer, "a schema is an object or true");
    }
    if (schema.has("$ref")) {
      only(schema, pointer, Set.of("$ref"));
      return references.call(
          schema.get("$ref"), pointer + "/$ref", (target, at) -> value(target, at, depth + 1));
    }
    if (schema.has("anyOf")) {
      only(schema, pointer, Set.of("anyOf"));
      return anyOf(schema.get("anyOf"), pointer + "/anyOf", depth);
    }
    if (schema.has("const") || schema.has("enum")) {
      only(schema, pointer, Set.of("const", "enum", "type"));
      return listed(schema, pointer);
    }
    List<Node> choices = new ArrayList<>();
    Set<String> used = new HashSet<>(Set.of("type"));
    List<String> types = types(schema, pointer);
    for (String type : types) {
      choices.add(ofType(type, schema, pointer, depth, used));
    }
    only(schema, pointer, used);
    return types.isEmpty() ? json.any() : arena.either(choices);
  }

  /// @param used gets the keywords that this type reads
  private Node ofType(String type, JsonNode schema, String pointer, int depth, Set<String> used) {
    return switch (type) {
      case "string" -> {
        used.addAll(Set.of("minLength", "maxLength", "pattern"));
        yield string(schema, pointer);
      }
      case "number" -> text.number();
      case "integer" -> text.integer();
      case "boolean" -> arena.either(arena.literal("true"), arena.literal("false"));
      case "null" -> arena.literal("null");
      case "array" -> {
        used.addAll(Set.of("items", "minItems", "maxItems"));
        yield references.afterByte(() -> array(schema, pointer, depth));
      }
      default -> {
        used.addAll(Set.of("properties", "required", "additionalProperties"));
        yield references.afterByte(() -> object(schema, pointer, depth));
      }
    };
  }

  private static List<String> types(JsonNode schema, String pointer) {
    JsonNode type = schema.path("type");
    List<String> out = new ArrayList<>();
    if (type.isArray()) {
      type.forEach(each -> out.add(each.asText()));
    } else if (!type.isMissingNode()) {
      out.add(type.asText());
    } else if (schema.has("properties") || schema.has("required")) {
      out.add("object");
    } else if (schema.has("items")) {
      out.add("array");
    } else if (schema.has("pattern") || schema.has("minLength") || schema.has("maxLength")) {
      out.add("string");
    }
    for (String each : out) {
      if (!TYPES.contains(each)) {
        throw new UnsupportedSchemaException(pointer + "/type", "unknown type \"" + each + "\"");
      }
    }
    return out;
  }

  private static void only(JsonNode schema, String pointer, Set<String> keywords) {
    for (Map.Entry<String, JsonNode> field : schema.properties()) {
      String keyword = field.getKey();
      if (!keywords.contains(keyword) && !ANNOTATIONS.contains(keyword)) {
        throw new UnsupportedSchemaException(
            pointer + "/" + keyword, "unsupported keyword \"" + keyword + "\" here");
      }
    }
  }

  private Node anyOf(JsonNode list, String pointer, int depth) {
    if (!list.isArray() || list.isEmpty()) {
      throw new UnsupportedSchemaException(pointer, "anyOf is a list of schemas");
    }
    List<Node> choices = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      choices.add(value(list.get(i), pointer + "/" + i, depth + 1));
    }
    return arena.either(choices);
  }

  private Node listed(JsonNode schema, String pointer) {
    List<String> types = types(schema, pointer);
    List<JsonNode> values = new ArrayList<>();
    if (schema.has("const")) {
      values.add(schema.get("const"));
    } else if (schema.get("enum").isArray()) {
      schema.get("enum").forEach(values::add);
    }
    if (schema.has("const") && schema.has("enum")) {
      Set<JsonNode> members =
          new HashSet<>(StreamSupport.stream(schema.get("enum").spliterator(), false).toList());
      values.removeIf(value -> !members.contains(value));
    }
    List<Node> choices =
        values.stream()
            .filter(value -> types.isEmpty() || types.stream().anyMatch(t -> isA(value, t)))
            .map(value -> arena.literal(value.toString()))
            .toList();
    if (choices.isEmpty()) {
      throw new UnsupportedSchemaException(pointer, "nothing is a valid instance");
    }
    return arena.either(choices);
  }

  private static boolean isA(JsonNode value, String type) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "number" -> value.isNumber();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      case "array" -> value.isArray();
      default -> value.isObject();
    };
  }

  private Node string(JsonNode schema, String pointer) {
    int least = count(schema, "minLength", 0, pointer);
    int most = count(schema, "maxLength", Arena.ENDLESS, pointer);
    Node length = arena.repeat(text.character(), least, most);
    if (least > most) {
      return arena.never();
    }
    if (!schema.has("pattern")) {
      return text.string(length);
    }
    String at = pointer + "/pattern";
    Node matching = PatternReader.read(arena, text, schema.get("pattern").asText(), at);
    return text.string(arena.both(matching, length));
  }

  private Node array(JsonNode schema, String pointer, int depth) {
    int least = count(schema, "minItems", 0, pointer);
    int most = count(schema, "maxItems", Arena.ENDLESS, pointer);
    Node item =
        schema.has("items")
            ? value(schema.get("items"), pointer + "/items", depth + 1)
            : json.any();
    return json.array(item, least, most);
  }

  private Node object(JsonNode schema, String pointer, int depth) {
    JsonNode open = schema.path("additionalProperties");
    if (!open.isMissingNode() && !(open.isBoolean() && !open.booleanValue())) {
      throw new UnsupportedSchemaException(
          pointer + "/additionalProperties", "only false is supported");
    }
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    if (!schema.has("properties") && open.isMissingNode() && required.isEmpty()) {
      return json.anyObject();
    }
    JsonValues.Members members = json.members();
    List<Map.Entry<String, JsonNode>> properties =
        new ArrayList<>(schema.path("properties").properties());
    for (Map.Entry<String, JsonNode> property : properties.reversed()) {
      String name = property.getKey();
      Node value = value(property.getValue(), pointer + "/properties/" + name, depth + 1);
      members.precede(name, value, required.remove(name));
    }
    if (!required.isEmpty()) {
      throw new UnsupportedSchemaException(
          pointer + "/required", "not among the properties: " + String.join(", ", required));
    }
    return members.object();
  }

  private static int count(JsonNode schema, String keyword, int absent, String pointer) {
    JsonNode value = schema.path(keyword);
    if (value.isMissingNode()) {
      return absent;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw new UnsupportedSchemaException(pointer + "/" + keyword, "a whole number from 0 on");
    }
    if (value.intValue() > MOST_COUNT) {
      throw new UnsupportedSchemaException(pointer + "/" + keyword, "at most " + MOST_COUNT);
    }
    return value.intValue();
  }
}
