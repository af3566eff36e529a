// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.features.act.PromptForms;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.router.OutputGrammar;
import dev.hob.router.OutputGrammar.State;
import dev.hob.router.OutputGrammar.TextRule;
import dev.hob.router.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ActPromptTest {
  private static final List<PromptAction> ACTIONS =
      List.of(
          action(
              "start_timer",
              "Start a countdown. More text.",
              "{'type':'object','properties':{'minutes':{'type':'number'},"
                  + "'label':{'type':'string','description':'what for'}},'required':['minutes']}"),
          action(
              "toggle",
              "",
              "{'type':'object','properties':{'option':{'enum':['word_wrap','spell_check']},"
                  + "'on':{'type':'boolean'}},'required':['option','on']}"),
          action("GetAlarms", "", "{'type':'object'}"));

  @Test
  void showsActionsContextAndUtteranceWithoutEntityMarks() {
    NativePrompt prompt =
        NativePrompts.standard()
            .act(
                ACTIONS,
                List.of(
                    new PromptTurn("user", "hello"),
                    new PromptTurn("assistant", "hi"),
                    new PromptTurn("Anna Berg", "tea at 15:30")),
                "set a tea timer");
    assertEquals(
        "<bos><act><action><1> start timer: Start a countdown<par><1> minutes<type> number<req>"
            + "<par><2> label: what for<type> text<action><2> toggle"
            + "<par><1> option<enum> word wrap<enum> spell check<req>"
            + "<par><2> on<enum> yes<enum> no<req><action><3> get alarms"
            + "<in><user> hello<says> hi<from> Anna Berg<says> tea at 15:30"
            + "<user> set a tea timer</in><out>",
        written(prompt.prompt().segments()));
  }

  @Test
  void readsBackWhatItWrites() {
    List<ActAnswer> answers =
        List.of(
            new ActAnswer.Call(
                2,
                List.of(
                    new ActAnswer.Value(1, "ten minutes"), new ActAnswer.Value(2, "Tea, please"))),
            new ActAnswer.Call(1, List.of()),
            new ActAnswer.Ask(1, 3),
            new ActAnswer.None());
    for (ActAnswer answer : answers) {
      assertEquals(Optional.of(answer), NativeAnswers.readAct(NativeAnswers.act(answer)));
    }
    assertEquals(
        "<call><2><par><1><val> ten minutes<par><2><val> Tea, please<eos>",
        written(NativeAnswers.act(answers.getFirst())));
  }

  @Test
  void refusesBrokenAnswers() {
    for (String broken :
        List.of("", "call", "call 1 par", "call 1 par 1 val", "ask 1", "ask 1 par x", "fix")) {
      List<Segment> segments = new ArrayList<>();
      for (String name : broken.split(" ")) {
        segments.add(new Segment.Special(name));
      }
      assertEquals(Optional.empty(), NativeAnswers.readAct(segments), broken);
    }
  }

  /// Walks at random: whatever the automaton lets pass must be a call with all that is required, in
  /// order, each once, or a question for something required.
  @Test
  void everyWalkOfTheGrammarIsAWholeAnswer() {
    long seed = 9;
    Random random = new Random(seed);
    OutputGrammar grammar =
        NativePrompts.standard().act(ACTIONS, List.of(), "set a tea timer").grammar();
    for (int walk = 0; walk < 2000; walk++) {
      List<Segment> answer = walk(grammar, random);
      ActAnswer read =
          NativeAnswers.readAct(answer)
              .orElseThrow(() -> new AssertionError("seed " + seed + ": " + written(answer)));
      assertWhole(read, "seed " + seed + ": " + written(answer));
    }
  }

  private static void assertWhole(ActAnswer answer, String message) {
    switch (answer) {
      case ActAnswer.Call(int action, List<ActAnswer.Value> values) -> {
        List<PromptParameter> parameters = ACTIONS.get(action - 1).parameters();
        Map<Integer, String> given = new TreeMap<>();
        values.forEach(value -> given.put(value.parameter(), value.words()));
        List<Integer> places = values.stream().map(ActAnswer.Value::parameter).toList();
        assertEquals(List.copyOf(given.keySet()), places, message);
        for (int k = 1; k <= parameters.size(); k++) {
          PromptParameter parameter = parameters.get(k - 1);
          assertTrue(!parameter.required() || given.containsKey(k), message);
          assertTrue(
              parameter.choices().isEmpty()
                  || !given.containsKey(k)
                  || parameter.choices().contains(given.get(k)),
              message);
        }
      }
      case ActAnswer.Ask(int action, int parameter) ->
          assertTrue(ACTIONS.get(action - 1).parameters().get(parameter - 1).required(), message);
      case ActAnswer.None() -> {}
    }
  }

  private static List<Segment> walk(OutputGrammar grammar, Random random) {
    List<Segment> out = new ArrayList<>();
    State state = grammar.states().getFirst();
    while (true) {
      List<String> specials = new ArrayList<>(new TreeMap<>(state.specials()).keySet());
      boolean said = !out.isEmpty() && out.getLast() instanceof Segment.Content;
      if (state.text() >= 0 && !said) {
        out.add(new Segment.Content(" " + words(state.rule(), random)));
        state = grammar.states().get(state.text());
      } else if (state.mayEnd() && (specials.isEmpty() || random.nextBoolean())) {
        return out;
      } else {
        String special = specials.get(random.nextInt(specials.size()));
        out.add(new Segment.Special(special));
        state = grammar.states().get(state.specials().get(special));
      }
    }
  }

  private static String words(TextRule rule, Random random) {
    return switch (rule) {
      case TextRule.OneOf(List<String> choices) -> choices.get(random.nextInt(choices.size()));
      case TextRule.Span(List<String> sources) -> sources.getFirst().split(" ")[0];
      case TextRule.Any _, TextRule.Deletion _ -> throw new AssertionError(rule);
    };
  }

  private static PromptAction action(String name, String description, String schema) {
    try {
      return PromptForms.action(
          name,
          description,
          ParameterSchema.read(new ObjectMapper().readTree(schema.replace('\'', '"'))));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(schema, e);
    }
  }

  private static String written(List<Segment> segments) {
    StringBuilder out = new StringBuilder();
    for (Segment segment : segments) {
      switch (segment) {
        case Segment.Special(String name) -> out.append('<').append(name).append('>');
        case Segment.Content(String text) -> out.append(text);
        case Segment.Trusted(String text) -> out.append(text);
      }
    }
    return out.toString();
  }
}
