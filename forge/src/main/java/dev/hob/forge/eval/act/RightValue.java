// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What one argument may be.
///
/// @param values any of these
/// @param mayBeAbsent the argument may also be left out
/// @param listed members of objects are themselves lists of right values
record RightValue(List<JsonNode> values, boolean mayBeAbsent, boolean listed) {
  RightValue {
    values = List.copyOf(values);
  }

  /// One value and no other.
  static RightValue only(JsonNode value) {
    return new RightValue(List.of(value), false, false);
  }

  /// A list of right values, in which an empty text means that the argument may be left out.
  static RightValue anyOf(JsonNode list) {
    List<JsonNode> values = new ArrayList<>();
    list.forEach(values::add);
    boolean absent = values.removeIf(RightValue::isAbsence);
    return new RightValue(values, absent, true);
  }

  private static boolean isAbsence(JsonNode value) {
    return value.isTextual() && value.textValue().isEmpty();
  }

  boolean accepts(JsonNode schema, JsonNode given, Values same) {
    return values.stream()
        .anyMatch(
            value -> listed ? fits(schema, value, given, same) : same.same(schema, value, given));
  }

  private static boolean fits(JsonNode schema, JsonNode right, JsonNode given, Values same) {
    if (right.isObject() && given.isObject()) {
      return membersFit(schema, right, given, same);
    }
    if (right.isArray() && given.isArray()) {
      boolean fit = right.size() == given.size();
      for (int i = 0; fit && i < right.size(); i++) {
        fit = fits(schema.path("items"), right.get(i), given.get(i), same);
      }
      return fit;
    }
    return same.same(schema, right, given);
  }

  private static boolean membersFit(JsonNode schema, JsonNode right, JsonNode given, Values same) {
    Set<String> names = new HashSet<>();
    right.fieldNames().forEachRemaining(names::add);
    given.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode member = schema.path("properties").path(name);
      JsonNode value = given.has(name) ? given.get(name) : member.path("default");
      JsonNode wanted = right.has(name) ? right.get(name) : member.path("default");
      RightValue inner = wanted.isArray() && right.has(name) ? anyOf(wanted) : only(wanted);
      boolean left = !given.has(name) && inner.mayBeAbsent();
      boolean known = !value.isMissingNode() && !wanted.isMissingNode();
      if (!left && !(known && inner.accepts(member, value, same))) {
        return false;
      }
    }
    return true;
  }
}
