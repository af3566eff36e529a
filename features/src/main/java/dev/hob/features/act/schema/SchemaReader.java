// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.schema.ValueType.Flag;
import dev.hob.features.act.schema.ValueType.Form;
import dev.hob.features.act.schema.ValueType.Items;
import dev.hob.features.act.schema.ValueType.Limits;
import dev.hob.features.act.schema.ValueType.Moment;
import dev.hob.features.act.schema.ValueType.Numeric;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.schema.ValueType.Structure;
import dev.hob.features.act.schema.ValueType.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one schema; limits keep a hostile one small. Used once.
final class SchemaReader {
  /// As many as there are index marks in a prompt.
  private static final int MAX_PROPERTIES = 32;

  private static final int MAX_DEPTH = 5;
  private static final int MAX_SCHEMAS = 200;
  private static final int MAX_MEMBERS = 500;
  private static final int MAX_NAME = 100;

  private static final List<String> REFUSED =
      List.of(
          "$ref",
          "$dynamicRef",
          "anyOf",
          "oneOf",
          "allOf",
          "not",
          "if",
          "pattern",
          "multipleOf",
          "uniqueItems",
          "patternProperties",
          "dependentRequired",
          "dependentSchemas",
          "propertyNames",
          "contains",
          "prefixItems");

  private int schemas;

  ParameterSchema top(JsonNode schema) {
    requireObject(schema, "");
    JsonNode type = schema.path("type");
    if (!type.isMissingNode() && !type.asText().equals("object")) {
      throw new SchemaException("/type", "\"object\"", shown(type));
    }
    return object(schema, "", 0);
  }

  private ParameterSchema object(JsonNode schema, String at, int depth) {
    refuse(schema, at);
    if (depth > MAX_DEPTH) {
      throw new SchemaException(at, "at most " + MAX_DEPTH + " levels", "more");
    }
    JsonNode properties = schema.path("properties");
    if (!properties.isMissingNode()) {
      requireObject(properties, at + "/properties");
    }
    if (properties.size() > MAX_PROPERTIES) {
      throw new SchemaException(
          at + "/properties", "at most " + MAX_PROPERTIES + " properties", "" + properties.size());
    }
    Set<String> required = required(schema.path("required"), properties, at + "/required");
    List<Parameter> parameters = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      String name = property.getKey();
      String pointer = at + "/properties/" + escaped(name);
      if (name.isBlank() || name.length() > MAX_NAME) {
        throw new SchemaException(pointer, "a name of 1 to " + MAX_NAME + " characters", "another");
      }
      parameters.add(parameter(name, property.getValue(), required.contains(name), pointer, depth));
    }
    JsonNode more = schema.path("additionalProperties");
    if (!more.isMissingNode() && !more.isBoolean()) {
      throw new SchemaException(at + "/additionalProperties", "true or false", shown(more));
    }
    return new ParameterSchema(parameters, more.asBoolean(true));
  }

  private Parameter parameter(
      String name, JsonNode schema, boolean required, String at, int depth) {
    ValueType type = type(schema, at, depth + 1);
    JsonNode fallback = schema.path("default");
    // A default is only a note of the schema's author: one that is not valid stands in for nothing.
    boolean none = fallback.isMissingNode() || !Validation.accepts(type, fallback);
    return new Parameter(
        name,
        string(schema.path("description"), at + "/description"),
        type,
        none ? Optional.empty() : Optional.of(fallback),
        required);
  }

  private ValueType type(JsonNode schema, String at, int depth) {
    requireObject(schema, at);
    refuse(schema, at);
    if (depth > MAX_DEPTH || ++schemas > MAX_SCHEMAS) {
      throw new SchemaException(
          at, "at most " + MAX_SCHEMAS + " schemas in " + MAX_DEPTH + " levels", "more");
    }
    String type = typeName(schema, at);
    if (schema.has("const")) {
      return members(List.of(schema.path("const")), type, at + "/const");
    }
    if (schema.has("enum")) {
      return members(list(schema.path("enum"), at + "/enum"), type, at + "/enum");
    }
    return switch (type) {
      case "string" -> text(schema, at);
      case "integer" -> new Numeric(true, limits(schema, at));
      case "number" -> new Numeric(false, limits(schema, at));
      case "boolean" -> new Flag();
      case "array" ->
          new Items(
              item(schema, at, depth),
              count(schema, "minItems", 0, at),
              count(schema, "maxItems", Integer.MAX_VALUE, at));
      case "object" -> new Structure(object(schema, at, depth));
      default ->
          throw new SchemaException(
              at + "/type",
              "string, integer, number, boolean, array or object",
              shown(schema.path("type")));
    };
  }

  private ValueType item(JsonNode schema, String at, int depth) {
    // Without `items` anything goes: words then.
    return schema.has("items") ? type(schema.path("items"), at + "/items", depth + 1) : Text.ANY;
  }

  /// The first type that is not `null`; `string` where there is none but members or nothing.
  private static String typeName(JsonNode schema, String at) {
    JsonNode type = schema.path("type");
    if (type.isMissingNode()) {
      return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }
    if (type.isTextual()) {
      return type.textValue();
    }
    for (JsonNode one : type) {
      if (one.isTextual() && !one.textValue().equals("null")) {
        return one.textValue();
      }
    }
    throw new SchemaException(at + "/type", "a type's name or a list of them", shown(type));
  }

  private static ValueType text(JsonNode schema, String at) {
    String format = string(schema.path("format"), at + "/format");
    for (Form form : Form.values()) {
      if (form.word().equals(format)) {
        return new Moment(form);
      }
    }
    return new Text(
        count(schema, "minLength", 0, at), count(schema, "maxLength", Integer.MAX_VALUE, at));
  }

  private static ValueType members(List<JsonNode> members, String type, String at) {
    List<JsonNode> usable = members.stream().filter(member -> !member.isNull()).toList();
    if (usable.isEmpty() || usable.size() > MAX_MEMBERS) {
      throw new SchemaException(at, "1 to " + MAX_MEMBERS + " values", "" + usable.size());
    }
    for (JsonNode member : usable) {
      if (!member.isValueNode()) {
        throw new SchemaException(at, "strings, numbers, true or false", shown(member));
      }
    }
    OneOf one = new OneOf(usable);
    return type.equals("array") ? new Items(one, 0, Integer.MAX_VALUE) : one;
  }

  private static Limits limits(JsonNode schema, String at) {
    BigDecimal least = number(schema, "minimum", at);
    BigDecimal above = number(schema, "exclusiveMinimum", at);
    BigDecimal most = number(schema, "maximum", at);
    BigDecimal below = number(schema, "exclusiveMaximum", at);
    boolean aboveLeast = above != null && (least == null || above.compareTo(least) >= 0);
    boolean belowMost = below != null && (most == null || below.compareTo(most) <= 0);
    return new Limits(aboveLeast ? above : least, belowMost ? below : most, aboveLeast, belowMost);
  }

  private static @Nullable BigDecimal number(JsonNode schema, String field, String at) {
    JsonNode value = schema.path(field);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isNumber()) {
      throw new SchemaException(at + "/" + field, "a number", shown(value));
    }
    return value.decimalValue();
  }

  private static int count(JsonNode schema, String field, int absent, String at) {
    JsonNode value = schema.path(field);
    if (value.isMissingNode()) {
      return absent;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw new SchemaException(at + "/" + field, "a whole number from 0", shown(value));
    }
    return value.intValue();
  }

  private static Set<String> required(JsonNode list, JsonNode properties, String at) {
    Set<String> names = new HashSet<>();
    if (!list.isMissingNode()) {
      for (JsonNode name : list(list, at)) {
        if (!name.isTextual() || !properties.has(name.textValue())) {
          throw new SchemaException(at, "names of properties", shown(name));
        }
        names.add(name.textValue());
      }
    }
    return names;
  }

  private static List<JsonNode> list(JsonNode value, String at) {
    if (!value.isArray()) {
      throw new SchemaException(at, "a list", shown(value));
    }
    List<JsonNode> out = new ArrayList<>();
    value.forEach(out::add);
    return out;
  }

  private static void refuse(JsonNode schema, String at) {
    for (String keyword : REFUSED) {
      if (schema.has(keyword)) {
        throw new SchemaException(at + "/" + escaped(keyword), "no such keyword", keyword);
      }
    }
  }

  private static void requireObject(JsonNode schema, String at) {
    if (!schema.isObject()) {
      throw new SchemaException(at, "an object", shown(schema));
    }
  }

  private static String string(JsonNode value, String at) {
    if (!value.isMissingNode() && !value.isTextual()) {
      throw new SchemaException(at, "a string", shown(value));
    }
    return value.asText("");
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /// A short value as it stands, else what it is.
  private static String shown(JsonNode value) {
    return value.isValueNode() && value.asText().length() <= 20
        ? value.toString()
        : value.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
