// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.schema.ValueType.Flag;
import dev.hob.features.act.schema.ValueType.Form;
import dev.hob.features.act.schema.ValueType.Items;
import dev.hob.features.act.schema.ValueType.Moment;
import dev.hob.features.act.schema.ValueType.Numeric;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.schema.ValueType.Structure;
import dev.hob.features.act.schema.ValueType.Text;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Holds values against a schema. Used once.
final class Validation {
  private final List<String> faults = new ArrayList<>();

  List<String> of(ParameterSchema schema, JsonNode value) {
    object("", schema, value);
    return faults;
  }

  static boolean accepts(ValueType type, JsonNode value) {
    Validation validation = new Validation();
    validation.value("", type, value);
    return validation.faults.isEmpty();
  }

  private void object(String pointer, ParameterSchema schema, JsonNode value) {
    if (!value.isObject()) {
      fault(pointer, "an object");
      return;
    }
    for (Parameter parameter : schema.parameters()) {
      String at = pointer + "/" + parameter.name();
      JsonNode argument = value.get(parameter.name());
      if (argument != null) {
        value(at, parameter.type(), argument);
      } else if (parameter.required()) {
        fault(at, "a value");
      }
    }
    if (!schema.open()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        if (schema.parameter(field.getKey()).isEmpty()) {
          fault(pointer + "/" + field.getKey(), "a known name");
        }
      }
    }
  }

  private void value(String at, ValueType type, JsonNode value) {
    switch (type) {
      case Text(int least, int most) -> {
        int length = value.isTextual() ? value.textValue().length() : -1;
        check(at, length >= least && length <= most, "a string of the allowed length");
      }
      case Moment(Form form) ->
          check(at, value.isTextual() && is(form, value.textValue()), "a " + form.word());
      case Numeric numeric -> {
        boolean right =
            value.isNumber()
                && (!numeric.whole() || isWhole(value))
                && numeric.limits().hold(value.decimalValue());
        check(at, right, numeric.whole() ? "an integer within limits" : "a number within limits");
      }
      case Flag() -> check(at, value.isBoolean(), "true or false");
      case OneOf(List<JsonNode> members) -> check(at, contains(members, value), "a listed value");
      case Items(ValueType item, int least, int most) -> {
        boolean right = value.isArray() && value.size() >= least && value.size() <= most;
        check(at, right, "a list of the allowed length");
        for (int i = 0; right && i < value.size(); i++) {
          value(at + "/" + i, item, value.get(i));
        }
      }
      case Structure(ParameterSchema schema) -> object(at, schema, value);
    }
  }

  private static boolean contains(List<JsonNode> members, JsonNode value) {
    return members.stream()
        .anyMatch(member -> {
          boolean numbers = member.isNumber() && value.isNumber();
          return numbers
              ? member.decimalValue().compareTo(value.decimalValue()) == 0
              : member.equals(value);
        });
  }

  private static boolean isWhole(JsonNode value) {
    return value.isIntegralNumber() || value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  private static boolean is(Form form, String text) {
    try {
      switch (form) {
        case DATE -> LocalDate.parse(text);
        case TIME -> time(text);
        case DATE_TIME -> OffsetDateTime.parse(text);
        case DURATION -> duration(text);
      }
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /// RFC 3339 wants a zone; people and apps mean the clock on the wall, so both are right.
  private static void time(String text) {
    try {
      LocalTime.parse(text);
    } catch (DateTimeParseException e) {
      OffsetTime.parse(text);
    }
  }

  private static void duration(String text) {
    try {
      Duration.parse(text);
    } catch (DateTimeParseException e) {
      Period.parse(text);
    }
  }

  private void check(String at, boolean right, String expected) {
    if (!right) {
      fault(at, expected);
    }
  }

  private void fault(String at, String expected) {
    faults.add(at + ": not " + expected);
  }
}
