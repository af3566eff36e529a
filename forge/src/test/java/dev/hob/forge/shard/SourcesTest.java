// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private final ByteEncoder encoder = new ByteEncoder();
  private final Sources sources = Fixture.open(encoder, 1500);

  @Test
  void givesTheSameExampleAtTheSameIndexWhenOpenedAgain() {
    Sources again = Fixture.open(encoder, 1500);
    for (String family : sources.families()) {
      ExampleSource one = sources.family(family, 0.2f);
      ExampleSource two = again.family(family, 0.2f);
      for (long index : new long[] {0, 1, 17, 12_345, 1L << 33}) {
        Example first = one.at(index);
        Example second = two.at(index);
        assertArrayEquals(first.tokens(), second.tokens(), family + " at " + index);
        assertArrayEquals(first.lossWeights(), second.lossWeights(), family + " at " + index);
      }
    }
  }

  @Test
  void saysWhichTextsAreAbsentAndOffersTheOthers() {
    assertTrue(sources.absent().containsAll(List.of("prose-talk", "prose-novels")));
    assertTrue(
        sources
            .families()
            .containsAll(
                List.of(
                    "prose-web", "drills", "digest", "text", "proofread", "prioritize", "act")));
    assertThrows(IllegalArgumentException.class, () -> sources.family("prose-talk", 1));
  }

  @Test
  void weighsThePromptUpToOutAndTheAnswerAfterIt() {
    int out = encoder.special("out");
    for (String family : List.of("digest", "text", "proofread", "prioritize", "act", "concise")) {
      ExampleSource source = sources.family(family, 0.25f);
      for (int i = 0; i < 40; i++) {
        Example example = source.at(i);
        boolean answer = false;
        for (int t = 0; t < example.tokens().length; t++) {
          assertEquals(
              answer ? 1f : 0.25f, example.lossWeights()[t], family + " " + i + " at " + t);
          answer |= example.tokens()[t] == out;
        }
        assertTrue(answer, family + " " + i + " has an answer");
        assertEquals(encoder.special("eos"), example.tokens()[example.tokens().length - 1], family);
      }
    }
  }

  @Test
  void keepsExamplesWithinTheLengthAsked() {
    Sources brief = Fixture.open(encoder, 700);
    for (String family : brief.families()) {
      ExampleSource source = brief.family(family, 1);
      for (int i = 0; i < 60; i++) {
        assertTrue(source.at(i).tokens().length <= 700, family + " " + i);
      }
    }
  }

  @Test
  void mixesFamiliesByTheirShareOfTheTokens() {
    ExampleSource lang = sources.stage(Stage.LANG);
    Map<String, Long> tokens = new HashMap<>();
    long all = 0;
    for (int i = 0; i < 3000; i++) {
      Example example = lang.at(i);
      String kind =
          example.family().startsWith("drill")
              ? "drills"
              : Sources.TEXTS.contains(example.family()) ? "text" : "tasks";
      tokens.merge(kind, (long) example.tokens().length, Long::sum);
      all += example.tokens().length;
    }
    // Absent families leave their share to the rest: web, chat and task talk have 0.53 of 0.75.
    double text = 0.75 * 0.53;
    double sum = text + 0.13 + 0.12;
    // The mean lengths behind the mixture are of 64 examples: a tenth is what they vary by.
    assertEquals(text / sum, (double) tokens.getOrDefault("text", 0L) / all, 0.1);
    assertEquals(0.13 / sum, (double) tokens.getOrDefault("drills", 0L) / all, 0.1);
    assertEquals(0.12 / sum, (double) tokens.getOrDefault("tasks", 0L) / all, 0.1);
  }

  @Test
  void warmsUpWithDrillsAlone() {
    ExampleSource warm = sources.stage(Stage.WARM);
    for (int i = 0; i < 200; i++) {
      assertTrue(warm.at(i).family().startsWith("drill-"));
    }
  }

  @Test
  void trainsAnAdapterOnItsRoleAndOnlyOnAnswers() {
    ExampleSource adapter = sources.adapter("proofread");
    int own = 0;
    for (int i = 0; i < 1000; i++) {
      Example example = adapter.at(i);
      own += example.family().equals("proofread") ? 1 : 0;
      assertEquals(0f, example.lossWeights()[0]);
    }
    assertTrue(own > 700, own + " of 1000");
    assertThrows(IllegalArgumentException.class, () -> sources.adapter("poet"));
  }

  @Test
  void leavesOutTextThatSharesThirteenWordsWithADevelopmentRow() {
    ExampleSource web = sources.family("prose-web", 1);
    for (int i = 0; i < 100; i++) {
      StringBuilder text = new StringBuilder();
      for (int token : web.at(i).tokens()) {
        text.append(token >= 1000 ? (char) (token - 1000) : ' ');
      }
      assertFalse(text.toString().contains("kettle"), text.toString());
    }
  }

  @Test
  void usesOtherTemplatesForDevelopment() {
    Sources dev =
        Sources.open(Fixture.DATA, encoder, new SourceOptions(5, 1500, 1, SourceOptions.Split.DEV));
    var templates = new java.util.HashSet<String>();
    for (int i = 0; i < 300; i++) {
      templates.addAll(List.of(sources.tasks("digest").at(i).template().split("\\+", -1)));
    }
    for (int i = 0; i < 100; i++) {
      for (String template : dev.tasks("digest").at(i).template().split("\\+", -1)) {
        assertFalse(templates.contains(template), template);
      }
    }
  }
}
