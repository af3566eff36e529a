// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.proofread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Answer;
import dev.hob.features.flow.Writer;
import dev.hob.features.testing.House;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ProofreadTest {
  private final House house = new House();

  @Test
  void editsAppliedRightToLeftGiveTheText() throws Exception {
    String text = "😀 I recieve alot.\\n\\n* they dont care\\n\\tThis is the the end. we go.";
    JsonNode output = house.answer("proofread", "{'text':'" + text + "'}", "{}").output();
    assertEquals(
        "😀 I receive a lot.\n\n* they don't care\n\tThis is the end. We go.",
        output.path("text").asText());
    String source = text.replace("\\n", "\n").replace("\\t", "\t");
    assertEquals(output.path("text").asText(), applied(source, output.path("edits")));
    assertEquals(5, output.path("edits").size());
    assertEquals("spelling", output.at("/edits/0/kind").asText());
  }

  @Test
  void rightTextComesBackAsItIsWithoutEdits() throws Exception {
    JsonNode output = house.answer("proofread", "{'text':'All is well,  here.'}", "{}").output();
    assertEquals("{\"text\":\"All is well,  here.\",\"edits\":[]}", output.toString());
  }

  @Test
  void theModelMendsSentenceBySentenceAndTheGuardKeepsItHonest() throws Exception {
    house.writer = Writer.MODEL;
    house.router.answer("<fix>", " He goes home.").answer("<ok>").answer("<fix>", " I met Marta.");
    Answer answer =
        house.answer("proofread", "{'text':'He go home.  All is well. I met Anna there.'}", "{}");
    assertEquals(
        "He goes home.  All is well. I met Anna there.", answer.output().path("text").asText());
    assertEquals(1, answer.output().path("edits").size());
    assertEquals("model", answer.by());
    assertTrue(answer.guard().rejected().contains("a name changed"), answer.guard().toString());
    house.router.assertNothingOpen();
  }

  @Test
  void aSentenceWithHiddenCharactersIsLeftAlone() throws Exception {
    house.writer = Writer.MODEL;
    Answer answer = house.answer("proofread", "{'text':'I rec\u200beive alot.'}", "{}");
    assertEquals(0, answer.output().path("edits").size());
    assertEquals(List.of(), house.router.plans());
  }

  @Test
  void anyTwoSentencesGiveEditsThatMakeTheSecondOfTheFirst() {
    long seed = Long.getLong("hob.seed", 7L);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    String[] parts = {"a", "the", " ", "  ", ",", ".", "don't", "12:30", "é", "😀", "The", "-"};
    for (int round = 0; round < 3000; round++) {
      String before = sentence(random, parts);
      String after = sentence(random, parts);
      assertEquals(
          after,
          Edits.apply(before, Edits.between(before, after, 0)),
          "seed " + seed + " round " + round);
    }
  }

  private static String sentence(RandomGenerator random, String[] parts) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(0, 14); i > 0; i--) {
      out.append(parts[random.nextInt(parts.length)]);
    }
    return out.toString();
  }

  private static String applied(String text, JsonNode edits) {
    StringBuilder out = new StringBuilder(text);
    for (int i = edits.size() - 1; i >= 0; i--) {
      JsonNode edit = edits.get(i);
      int offset = edit.path("offset").asInt();
      out.replace(offset, offset + edit.path("length").asInt(), edit.path("replacement").asText());
    }
    return out.toString();
  }
}
