// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/// Reads a schema into one expression over bytes. One use, one thread.
final class SchemaReader {
  private static final int DEEPEST = 64;
  private static final int MOST_COUNT = 100_000;
  private static final String ANY_VALUE = "any value";

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
  private final JsonNode root;
  private final JsonText text;

  /// `$ref` → name of its expression.
  private final Map<String, String> references = new HashMap<>();

  /// References followed since the last byte: seeing one of them again would never end.
  private final Set<String> unguarded = new HashSet<>();

  private boolean anyValueDefined;

  private SchemaReader(Arena arena, JsonNode root) {
    this.arena = arena;
    this.root = root;
    this.text = new JsonText(arena);
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
      return anyValue();
    }
    if (!schema.isObject()) {
      throw new UnsupportedSchemaException(pointer, "a schema is an object or true");
    }
    if (schema.has("$ref")) {
      only(schema, pointer, Set.of("$ref"));
      return reference(schema.get("$ref"), pointer + "/$ref", depth);
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
    return types.isEmpty() ? anyValue() : arena.either(choices);
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
        yield guarded(() -> array(schema, pointer, depth));
      }
      default -> {
        used.addAll(Set.of("properties", "required", "additionalProperties"));
        yield guarded(() -> object(schema, pointer, depth));
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

  private Node reference(JsonNode reference, String pointer, int depth) {
    String target = reference.asText();
    if (!reference.isTextual() || !target.startsWith("#")) {
      throw new UnsupportedSchemaException(pointer, "only references within the schema: #/…");
    }
    if (unguarded.contains(target)) {
      throw new UnsupportedSchemaException(pointer, "the reference leads only to itself");
    }
    if (references.containsKey(target)) {
      return arena.call(references.getOrDefault(target, target));
    }
    String path = target.substring(1);
    JsonNode schema = path.isEmpty() ? root : at(path, pointer);
    String name = "ref " + target;
    references.put(target, name);
    unguarded.add(target);
    Node body = value(schema, path, depth + 1);
    unguarded.remove(target);
    arena.define(name, body);
    return arena.call(name);
  }

  private JsonNode at(String path, String pointer) {
    JsonNode found = path.startsWith("/") ? root.at(path) : root.path("");
    if (found.isMissingNode()) {
      throw new UnsupportedSchemaException(pointer, "the schema has no #" + path);
    }
    return found;
  }

  /// What comes after a byte may refer to anything.
  private Node guarded(Supplier<Node> inner) {
    Set<String> outside = Set.copyOf(unguarded);
    unguarded.clear();
    Node out = inner.get();
    unguarded.addAll(outside);
    return out;
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
            : anyValue();
    if (least > most) {
      return arena.never();
    }
    Node more = arena.sequence(arena.literal(","), text.space(), item);
    int moreMost = most == Arena.ENDLESS ? most : Math.max(0, most - 1);
    Node some = arena.then(item, arena.repeat(more, Math.max(0, least - 1), moreMost));
    Node items = most == 0 ? arena.empty() : least == 0 ? arena.optional(some) : some;
    return arena.sequence(arena.literal("["), items, arena.literal("]"));
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
      return anyObject();
    }
    Node unstarted = arena.empty();
    Node started = arena.empty();
    List<Map.Entry<String, JsonNode>> properties =
        new ArrayList<>(schema.path("properties").properties());
    for (Map.Entry<String, JsonNode> property : properties.reversed()) {
      String name = property.getKey();
      Node value = value(property.getValue(), pointer + "/properties/" + name, depth + 1);
      Node pair = arena.then(pair(arena.literal(quoted(name)), value), started);
      Node next = arena.sequence(arena.literal(","), text.space(), pair);
      boolean needed = required.remove(name);
      unstarted = needed ? pair : arena.either(pair, unstarted);
      started = needed ? next : arena.either(next, started);
    }
    if (!required.isEmpty()) {
      throw new UnsupportedSchemaException(
          pointer + "/required", "not among the properties: " + String.join(", ", required));
    }
    return arena.sequence(arena.literal("{"), unstarted, arena.literal("}"));
  }

  private static String quoted(String name) {
    return TextNode.valueOf(name).toString();
  }

  private Node pair(Node name, Node value) {
    return arena.sequence(name, arena.literal(":"), text.space(), value);
  }

  private Node anyObject() {
    Node name = text.string(arena.repeat(text.character(), 0, Arena.ENDLESS));
    Node pair = pair(name, anyValue());
    Node more = arena.sequence(arena.literal(","), text.space(), pair);
    Node pairs = arena.then(pair, arena.repeat(more, 0, Arena.ENDLESS));
    return arena.sequence(arena.literal("{"), arena.optional(pairs), arena.literal("}"));
  }

  private Node anyValue() {
    if (!anyValueDefined) {
      anyValueDefined = true;
      Node item = arena.call(ANY_VALUE);
      Node more = arena.sequence(arena.literal(","), text.space(), item);
      Node items = arena.then(item, arena.repeat(more, 0, Arena.ENDLESS));
      arena.define(
          ANY_VALUE,
          arena.either(
              text.string(arena.repeat(text.character(), 0, Arena.ENDLESS)),
              text.number(),
              arena.literal("true"),
              arena.literal("false"),
              arena.literal("null"),
              arena.sequence(arena.literal("["), arena.optional(items), arena.literal("]")),
              anyObject()));
    }
    return arena.call(ANY_VALUE);
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
