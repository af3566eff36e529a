// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.features.Answer;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.flow.Writer;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptAction;
import dev.hob.features.testing.House;
import dev.hob.router.OutputGrammar;
import dev.hob.router.OutputGrammar.State;
import dev.hob.router.OutputGrammar.TextRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Whatever is said, and whatever a model answers within the grammar: a call is valid by its
/// action's schema, and its strings are words that stand in the request.
final class ActPropertyTest {
  private static final String SCHEMA =
      "{'type':'object','additionalProperties':false,'required':['title','minutes'],'properties':{"
          + "'title':{'type':'string'},'minutes':{'type':'number','minimum':1},"
          + "'mode':{'enum':['home','away']},'on':{'type':'boolean'},"
          + "'days':{'type':'array','items':{'type':'string'}},"
          + "'date':{'type':'string','format':'date'}}}";
  private static final String ACTIONS =
      "'actions':[{'name':'start_timer','parameters':"
          + SCHEMA
          + "},{'name':'show_time'},{'name':'set_alarm','parameters':"
          + SCHEMA
          + "}]";
  private static final List<String> WORDS =
      List.of(
          "start",
          "a",
          "timer",
          "for",
          "ten",
          "minutes",
          "tea",
          "at",
          "6:15",
          "tomorrow",
          "show",
          "time",
          "away",
          "home",
          "on",
          "off",
          "Monday",
          "and",
          "Friday",
          "called",
          "Packing",
          "list",
          ":",
          "note",
          "set",
          "alarm",
          "?",
          "what",
          "is",
          "not",
          "stop",
          "half",
          "an",
          "hour",
          ",",
          "99",
          "[",
          "]",
          "saying",
          "hello",
          "the",
          "to",
          "in");

  @Test
  void theHelperNeverMakesAnInvalidCall() throws InterruptedException {
    long seed = 3;
    Random random = new Random(seed);
    House house = new House();
    for (int i = 0; i < 1500; i++) {
      String said = said(random);
      Answer answer =
          house.answer(
              "act", "{'utterance':'" + said + "'," + ACTIONS + "}", "{'method':'helper'}");
      assertValid(answer, "seed " + seed + ": " + said);
    }
  }

  @Test
  void noAnswerOfTheGrammarBecomesAnInvalidCall() throws InterruptedException {
    long seed = 5;
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      House house = new House();
      house.writer = Writer.MODEL;
      String said = said(random);
      String input = "{'utterance':'" + said + "'," + ACTIONS + "}";
      List<String> pieces = walk(grammar(input), random);
      for (int attempt = 0; attempt < 2; attempt++) {
        house.router.answer(pieces.toArray(String[]::new));
      }
      Answer answer = house.answer("act", input, "{}");
      assertValid(answer, "seed " + seed + ": " + said + " → " + pieces);
    }
  }

  private static String said(Random random) {
    StringBuilder said = new StringBuilder();
    for (int i = 1 + random.nextInt(14); i > 0; i--) {
      said.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return said.toString();
  }

  private static void assertValid(Answer answer, String message) {
    if (!answer.output().path("outcome").asText().equals("call")) {
      return;
    }
    var call = answer.output().path("call");
    boolean simple = call.path("action").asText().equals("show_time");
    ParameterSchema schema =
        ParameterSchema.read(House.json(simple ? "{'type':'object'}" : SCHEMA));
    assertEquals(List.of(), schema.faults(call.path("arguments").deepCopy()), () -> message + call);
  }

  private static OutputGrammar grammar(String input) {
    List<PromptAction> shown = Ranks.shown(House.json(input));
    return NativePrompts.standard()
        .act(shown, List.of(), House.json(input).path("utterance").asText())
        .grammar();
  }

  private static List<String> walk(OutputGrammar grammar, Random random) {
    List<String> out = new ArrayList<>();
    State state = grammar.states().getFirst();
    boolean said = false;
    while (true) {
      List<String> specials = new ArrayList<>(new TreeMap<>(state.specials()).keySet());
      if (state.text() >= 0 && !said) {
        out.add(" " + words(state.rule(), random));
        state = grammar.states().get(state.text());
        said = true;
      } else if (state.mayEnd() && (specials.isEmpty() || random.nextInt(3) == 0)) {
        return out;
      } else {
        String special = specials.get(random.nextInt(specials.size()));
        out.add("<" + special + ">");
        state = grammar.states().get(state.specials().get(special));
        said = false;
      }
    }
  }

  private static String words(TextRule rule, Random random) {
    return switch (rule) {
      case TextRule.OneOf(List<String> choices) -> choices.get(random.nextInt(choices.size()));
      case TextRule.Span(List<String> sources) -> {
        String[] words = sources.getFirst().split(" ");
        int from = random.nextInt(words.length);
        int to = Math.min(words.length, from + 1 + random.nextInt(3));
        yield String.join(" ", List.of(words).subList(from, to));
      }
      case TextRule.Any _, TextRule.Deletion _ -> throw new AssertionError(rule);
    };
  }
}
