// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.Answer;
import dev.hob.features.Problem;
import dev.hob.features.testing.House;
import dev.hob.router.Plan;
import dev.hob.router.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateTest {
  private final House house = new House();

  @Test
  void aPromptIsContinuedAsItStands() throws Exception {
    house.router.answer(" there was", " a model.");
    Answer answer = house.answer("generate", "{'prompt': 'Once'}", "{'maxTokens': 9}");

    assertEquals(" there was a model.", answer.output().path("text").asText());
    assertEquals("stop", answer.output().path("finish").asText());
    assertEquals("model", answer.by());
    Plan plan = house.router.plans().getFirst();
    assertEquals(9, plan.maxTokens());
    assertTrue(plan.chat().messages().isEmpty(), plan.toString());
  }

  @Test
  void messagesGoInTheChatFormAndTheAnswerIsReadAsJsonWhereASchemaIsAsked() throws Exception {
    house.router.answer("{\"a\":", "1}");
    Answer answer =
        house.answer(
            "generate",
            "{'messages': [{'role': 'system', 'content': 'Be brief.'}, {'role': 'user', 'content': 'A?'}]}",
            "{'constraints': {'schema': {'type': 'object'}}, 'temperature': 1.5, 'seed': 3}");

    assertEquals(1, answer.output().at("/value/a").asInt());
    Plan plan = house.router.plans().getFirst();
    assertEquals(2, plan.chat().messages().size());
    assertTrue(plan.chat().grammar().schema().isPresent());
    assertEquals(1.5f, plan.temperature());
    assertEquals(3, plan.seed());
  }

  @Test
  void anAnswerOverTheQuotaIsRefusedAndNeverCutInSections() throws Exception {
    house.deviceTokens = 4;
    house.onOverflow = dev.hob.features.Request.OnOverflow.SECTIONS;
    Problem problem =
        house.problem("generate", "{'prompt': '" + "many words ".repeat(40) + "'}", "{}");
    Problem.Refused refused = assertInstanceOf(Problem.Refused.class, problem);
    assertInstanceOf(Refusal.TooLarge.class, refused.why());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'prompt': 'a', 'messages': []}|{}|/input",
        "{'messages': [{'role': 'assistant', 'content': 'a'}]}|{}|/input/messages",
        "{'messages': [{'role': 'robot', 'content': 'a'}]}|{}|/input/messages/0/role",
        "{'prompt': ' '}|{}|/input/prompt",
        "{'prompt': 'a'}|{'temperature': 3}|/options/temperature",
        "{'prompt': 'a'}|{'maxTokens': 0}|/options/maxTokens"
      },
      quoteCharacter = '"')
  void badInputIsRefusedByItsPointer(String input, String options, String pointer)
      throws Exception {
    Problem problem = house.problem("generate", input, options);
    assertEquals(pointer, assertInstanceOf(Problem.InvalidInput.class, problem).pointer());
  }

  @Test
  void anotherConstraintIsRefusedByName() throws Exception {
    assertEquals(
        "constraints.regex",
        assertInstanceOf(
                Problem.UnsupportedOption.class,
                house.problem("generate", "{'prompt': 'a'}", "{'constraints': {'regex': 'a+'}}"))
            .option());
  }
}
