// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import dev.hob.router.OutputGrammar;
import dev.hob.router.OutputGrammar.State;
import dev.hob.router.OutputGrammar.TextRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The automaton of each role's answer. Only index and entity marks of the prompt itself are
/// allowed, so an answer cannot name an item or an entity that is not there.
final class AnswerGrammar {
  /// Where the copy bias starts (data-plan.md, 5.3); the adapters were trained to copy.
  private static final float COPY_BIAS = 1.0f;

  private static final int NONE = -1;

  private AnswerGrammar() {}

  /// `<|1|><|2|> text … <|seg|> <|3|> text … eos`, or `<|quote|> eos` when nothing is worth a
  /// rewrite.
  static OutputGrammar clauses(int items, Marks marks) {
    int start = 0;
    int sources = 1;
    int text = 2;
    int next = 3;
    int end = 4;
    Map<String, Integer> first = indexMarks(items, sources);
    Map<String, Integer> afterSeg = new HashMap<>(first);
    first.put("quote", end);
    Map<String, Integer> afterSources = indexMarks(items, sources);
    entities(marks, text).forEach(afterSources::put);
    Map<String, Integer> inText = entities(marks, text);
    inText.put("seg", next);
    State[] states = new State[5];
    states[start] = new State(first, NONE, false);
    states[sources] = new State(afterSources, text, false);
    states[text] = new State(inText, text, true);
    states[next] = new State(afterSeg, NONE, false);
    states[end] = new State(Map.of(), NONE, true);
    return new OutputGrammar(List.of(states), COPY_BIAS);
  }

  /// `<|1|><|high|><|2|><|low|>… eos`: marks are forced, the class is chosen.
  static OutputGrammar priorities(int items) {
    List<State> states = new ArrayList<>();
    for (int i = 1; i <= items; i++) {
      int choose = states.size() + 1;
      states.add(new State(Map.of(Integer.toString(i), choose), NONE, false));
      int after = choose + 1;
      states.add(new State(Map.of("high", after, "normal", after, "low", after), NONE, false));
    }
    states.add(new State(Map.of(), NONE, true));
    return new OutputGrammar(states, 0f);
  }

  /// `<|ok|> eos` or `<|fix|>␣sentence eos`.
  static OutputGrammar proofread(Marks marks) {
    int end = 1;
    int first = 2;
    int text = 3;
    Map<String, Integer> inText = entities(marks, text);
    return new OutputGrammar(
        List.of(
            new State(Map.of("ok", end, "fix", first), NONE, false),
            new State(Map.of(), NONE, true),
            new State(inText, text, false),
            new State(inText, text, true)),
        COPY_BIAS);
  }

  /// `␣text eos`, or `<|quote|> eos` when the text has the tone already. No copy bias: a tone is
  /// made of words that the input lacks.
  static OutputGrammar tone(Marks marks) {
    int end = 1;
    int text = 2;
    Map<String, Integer> inText = entities(marks, text);
    Map<String, Integer> first = new HashMap<>(inText);
    first.put("quote", end);
    return new OutputGrammar(
        List.of(
            new State(first, text, false),
            new State(Map.of(), NONE, true),
            new State(inText, text, true)),
        0f);
  }

  /// `␣some of the words eos`, or `<|quote|> eos` when none can go.
  static OutputGrammar concise(ConciseSentence sentence) {
    int end = 1;
    int text = 2;
    return new OutputGrammar(
        List.of(
            new State(
                Map.of("quote", end),
                text,
                false,
                new TextRule.Deletion(sentence.words(), sentence.kept())),
            new State(Map.of(), NONE, true),
            new State(Map.of(), text, true)),
        0f);
  }

  private static Map<String, Integer> indexMarks(int items, int next) {
    Map<String, Integer> out = new HashMap<>();
    for (int i = 1; i <= items; i++) {
      out.put(Integer.toString(i), next);
    }
    return out;
  }

  private static Map<String, Integer> entities(Marks marks, int next) {
    Map<String, Integer> out = new HashMap<>();
    marks.names().forEach(name -> out.put(name, next));
    return out;
  }
}
