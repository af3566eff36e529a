// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A call that is right.
///
/// @param arguments what each may be; others must be left out or have their default
record RightCall(String action, Map<String, RightValue> arguments) {
  RightCall {
    arguments = Map.copyOf(arguments);
  }

  /// `{"name", "arguments"}`, or `{action: {argument: [value …]}}` for each of its actions.
  static List<RightCall> of(JsonNode json) {
    if (json.path("name").isTextual() && !json.path("name").textValue().isEmpty()) {
      return List.of(of(json.path("name").textValue(), json.path("arguments")));
    }
    List<RightCall> calls = new ArrayList<>();
    for (Map.Entry<String, JsonNode> action : json.properties()) {
      Map<String, RightValue> arguments = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> argument : action.getValue().properties()) {
        arguments.put(argument.getKey(), RightValue.anyOf(argument.getValue()));
      }
      calls.add(new RightCall(action.getKey(), arguments));
    }
    return calls;
  }

  /// The call of one action with these values and no others.
  static RightCall of(String action, JsonNode arguments) {
    Map<String, RightValue> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      values.put(argument.getKey(), RightValue.only(argument.getValue()));
    }
    return new RightCall(action, values);
  }

  /// How the arguments of a call of the same action meet this one. Where one side leaves an
  /// argument out, its default stands for it; a default that nobody had to say counts neither way.
  Match match(Offered action, JsonNode given, Values same) {
    int tp = 0;
    int fp = 0;
    int fn = 0;
    for (Map.Entry<String, JsonNode> argument : given.properties()) {
      JsonNode schema = action.parameter(argument.getKey());
      RightValue right = arguments.get(argument.getKey());
      if (right == null) {
        JsonNode normal = schema.path("default");
        boolean said = !normal.isMissingNode() && same.same(schema, normal, argument.getValue());
        fp += said ? 0 : 1;
      } else if (right.accepts(schema, argument.getValue(), same)) {
        tp++;
      } else {
        fp++;
        fn += right.mayBeAbsent() ? 0 : 1;
      }
    }
    for (Map.Entry<String, RightValue> right : arguments.entrySet()) {
      if (!given.has(right.getKey()) && !right.getValue().mayBeAbsent()) {
        JsonNode schema = action.parameter(right.getKey());
        JsonNode normal = schema.path("default");
        boolean implied = !normal.isMissingNode() && right.getValue().accepts(schema, normal, same);
        fn += implied ? 0 : 1;
      }
    }
    return new Match(true, tp, fp, fn);
  }

  /// How a call of another action, or no call, meets this one: nothing of it is right.
  Match mismatch(JsonNode given) {
    long wanted = arguments.values().stream().filter(right -> !right.mayBeAbsent()).count();
    return new Match(false, 0, given.size(), (int) wanted);
  }

  /// @param action the action is right
  /// @param tp right arguments, `fp` wrong or superfluous ones, `fn` missing ones
  record Match(boolean action, int tp, int fp, int fn) {
    boolean exact() {
      return action && fp == 0 && fn == 0;
    }

    /// 1 where there is nothing to get right or wrong.
    double f1() {
      return tp + fp + fn == 0 ? 1 : 2.0 * tp / (2 * tp + fp + fn);
    }

    /// Order of which right call an answer is held against: the one that suits it best.
    boolean betterThan(Match other) {
      if (action != other.action) {
        return action;
      }
      if (exact() != other.exact()) {
        return exact();
      }
      if (f1() != other.f1()) {
        return f1() > other.f1();
      }
      if (tp != other.tp) {
        return tp > other.tp;
      }
      return fp != other.fp ? fp < other.fp : fn < other.fn;
    }
  }
}
