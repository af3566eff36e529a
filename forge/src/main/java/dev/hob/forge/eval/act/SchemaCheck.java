// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Is a value what a JSON Schema asks for? The keywords that actions use: `type`, `enum`, `const`,
/// `required`, `properties`, `additionalProperties`, `items`, bounds of numbers, lengths and
/// counts, `pattern`, `format` of days and times, `allOf`, `anyOf`, `oneOf`. Others are left aside,
/// as the standard says of keywords that are not known.
///
/// Written apart from what makes the calls, so that one mistake does not hide in both.
final class SchemaCheck {
  private SchemaCheck() {}

  static boolean holds(JsonNode schema, JsonNode value) {
    if (schema.isBoolean()) {
      return schema.booleanValue();
    }
    return typeHolds(schema.path("type"), value)
        && membersHold(schema, value)
        && numberHolds(schema, value)
        && textHolds(schema, value)
        && arrayHolds(schema, value)
        && objectHolds(schema, value)
        && all(schema.path("allOf")).allMatch(one -> holds(one, value))
        && (!schema.has("anyOf") || all(schema.path("anyOf")).anyMatch(one -> holds(one, value)))
        && (!schema.has("oneOf")
            || all(schema.path("oneOf")).filter(one -> holds(one, value)).count() == 1);
  }

  private static Stream<JsonNode> all(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static boolean typeHolds(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      return all(type).anyMatch(one -> typeHolds(one, value));
    }
    return switch (type.asText()) {
      case "string" -> value.isTextual();
      case "integer" -> value.isNumber() && isWhole(value.decimalValue());
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> true;
    };
  }

  private static boolean isWhole(BigDecimal number) {
    return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
  }

  private static boolean membersHold(JsonNode schema, JsonNode value) {
    return (!schema.has("enum") || all(schema.path("enum")).anyMatch(one -> equal(one, value)))
        && (!schema.has("const") || equal(schema.path("const"), value));
  }

  /// `1` and `1.0` are the same number.
  private static boolean equal(JsonNode a, JsonNode b) {
    return (a.isNumber() && b.isNumber())
        ? a.decimalValue().compareTo(b.decimalValue()) == 0
        : a.equals(b);
  }

  private static boolean numberHolds(JsonNode schema, JsonNode value) {
    if (!value.isNumber()) {
      return true;
    }
    BigDecimal number = value.decimalValue();
    return compared(schema, "minimum", number) >= 0
        && compared(schema, "maximum", number) <= 0
        && (!schema.has("exclusiveMinimum") || compared(schema, "exclusiveMinimum", number) > 0)
        && (!schema.has("exclusiveMaximum") || compared(schema, "exclusiveMaximum", number) < 0)
        && (!schema.has("multipleOf")
            || number.remainder(schema.path("multipleOf").decimalValue()).signum() == 0);
  }

  /// 0 where the schema sets no such bound.
  private static int compared(JsonNode schema, String bound, BigDecimal number) {
    return schema.path(bound).isNumber() ? number.compareTo(schema.path(bound).decimalValue()) : 0;
  }

  private static boolean textHolds(JsonNode schema, JsonNode value) {
    if (!value.isTextual()) {
      return true;
    }
    String text = value.textValue();
    int length = text.codePointCount(0, text.length());
    return within(schema, "minLength", "maxLength", length)
        && (!schema.has("pattern")
            || Pattern.compile(schema.path("pattern").asText()).matcher(text).find())
        && formatHolds(schema.path("format").asText(), text);
  }

  private static boolean within(JsonNode schema, String least, String most, int count) {
    return count >= schema.path(least).asInt(0)
        && count <= schema.path(most).asInt(Integer.MAX_VALUE);
  }

  private static boolean formatHolds(String format, String text) {
    try {
      switch (format) {
        case "date" -> LocalDate.parse(text);
        case "time" -> LocalTime.parse(text.replaceFirst("([Zz]|[+-][0-9:]+)$", ""));
        case "date-time" -> parseMoment(text);
        case "duration" -> Duration.parse(text);
        default -> {
          return true;
        }
      }
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static void parseMoment(String text) {
    if (text.matches(".*([Zz]|[+-][0-9]{2}:?[0-9]{2})$")) {
      OffsetDateTime.parse(text);
    } else {
      LocalDateTime.parse(text);
    }
  }

  private static boolean arrayHolds(JsonNode schema, JsonNode value) {
    if (!value.isArray()) {
      return true;
    }
    return within(schema, "minItems", "maxItems", value.size())
        && (!schema.path("uniqueItems").asBoolean()
            || all(value).distinct().count() == value.size())
        && (!schema.has("items")
            || all(value).allMatch(element -> holds(schema.path("items"), element)));
  }

  private static boolean objectHolds(JsonNode schema, JsonNode value) {
    if (!value.isObject()) {
      return true;
    }
    JsonNode properties = schema.path("properties");
    JsonNode others = schema.path("additionalProperties");
    List<Map.Entry<String, JsonNode>> members = List.copyOf(value.properties());
    return all(schema.path("required")).allMatch(name -> value.has(name.asText()))
        && members.stream()
            .allMatch(member -> {
              JsonNode own = properties.path(member.getKey());
              if (!own.isMissingNode()) {
                return holds(own, member.getValue());
              }
              return others.isMissingNode() || holds(others, member.getValue());
            });
  }
}
