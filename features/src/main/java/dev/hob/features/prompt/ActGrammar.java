// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import dev.hob.router.OutputGrammar;
import dev.hob.router.OutputGrammar.State;
import dev.hob.router.OutputGrammar.TextRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The automaton of an act answer: one branch for each action, whose parameters come in order, each
/// at most once and the required ones always; so it is finite, and every answer it lets pass is a
/// call with all that the schema requires, a question for something required, or `none`.
///
/// ```
/// call 1 [par k val ␣words]… eos      ask 1 par k eos      none eos
/// ```
final class ActGrammar {
  /// Values are copied anyway: the rule of their state leaves nothing else.
  private static final float COPY_BIAS = 1.0f;

  private static final int NO_TEXT = -1;
  private static final int END = 1;

  private final List<State> states = new ArrayList<>();
  private final TextRule words;

  private ActGrammar(List<String> sources) {
    words = new TextRule.Span(sources);
  }

  /// @param sources texts whose words may be values, white space collapsed
  static OutputGrammar of(List<PromptAction> actions, List<String> sources) {
    ActGrammar grammar = new ActGrammar(sources);
    int start = grammar.reserve();
    grammar.set(grammar.reserve(), Map.of(), true);
    Map<String, Integer> first = new HashMap<>(Map.of("none", END));
    Map<String, Integer> calls = new HashMap<>();
    Map<String, Integer> asks = new HashMap<>();
    for (int i = 0; i < actions.size(); i++) {
      List<PromptParameter> parameters = actions.get(i).parameters();
      calls.put(mark(i), grammar.call(parameters));
      if (parameters.stream().anyMatch(PromptParameter::required)) {
        asks.put(mark(i), grammar.ask(parameters));
      }
    }
    if (!calls.isEmpty()) {
      first.put("call", grammar.add(calls, false));
    }
    if (!asks.isEmpty()) {
      first.put("ask", grammar.add(asks, false));
    }
    grammar.set(start, first, false);
    return new OutputGrammar(grammar.states, COPY_BIAS);
  }

  /// @return the state after the action's mark
  private int call(List<PromptParameter> parameters) {
    // From the last parameter to the first, so that every next state is there already.
    int[] value = new int[parameters.size()];
    for (int k = parameters.size() - 1; k >= 0; k--) {
      PromptParameter parameter = parameters.get(k);
      TextRule rule =
          parameter.choices().isEmpty() ? words : new TextRule.OneOf(parameter.choices());
      Map<String, Integer> after = next(parameters, k + 1, value);
      boolean whole = isWhole(parameters, k + 1);
      int text = reserve();
      states.set(text, new State(after, text, whole, rule));
      int enter = reserve();
      states.set(enter, new State(Map.of(), text, false, rule));
      value[k] = add(Map.of("val", enter), false);
    }
    return add(next(parameters, 0, value), isWhole(parameters, 0));
  }

  /// `par`, and then the mark of one of the parameters from `from` to the next required one.
  private Map<String, Integer> next(List<PromptParameter> parameters, int from, int[] value) {
    Map<String, Integer> marks = new HashMap<>();
    for (int k = from; k < parameters.size(); k++) {
      marks.put(mark(k), value[k]);
      if (parameters.get(k).required()) {
        break;
      }
    }
    return marks.isEmpty() ? Map.of() : Map.of("par", add(marks, false));
  }

  private static boolean isWhole(List<PromptParameter> parameters, int from) {
    return parameters.stream().skip(from).noneMatch(PromptParameter::required);
  }

  private int ask(List<PromptParameter> parameters) {
    Map<String, Integer> marks = new HashMap<>();
    for (int k = 0; k < parameters.size(); k++) {
      if (parameters.get(k).required()) {
        marks.put(mark(k), END);
      }
    }
    return add(Map.of("par", add(marks, false)), false);
  }

  private int add(Map<String, Integer> specials, boolean mayEnd) {
    int state = reserve();
    set(state, specials, mayEnd);
    return state;
  }

  private int reserve() {
    states.add(new State(Map.of(), NO_TEXT, false));
    return states.size() - 1;
  }

  private void set(int state, Map<String, Integer> specials, boolean mayEnd) {
    states.set(state, new State(specials, NO_TEXT, mayEnd));
  }

  private static String mark(int index) {
    return Integer.toString(index + 1);
  }
}
