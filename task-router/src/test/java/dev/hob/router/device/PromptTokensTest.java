// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.router.Prompt;
import dev.hob.router.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTokensTest {
  private final WordTokenizer words = new WordTokenizer();

  @Test
  void encodesEachSegmentForItselfAndCountsTheConstantOnes() {
    Prompt prompt =
        new Prompt(
            List.of(
                new Segment.Special("bos"),
                new Segment.Trusted(" words=40"),
                new Segment.Special("in"),
                new Segment.Content(" rain comes"),
                new Segment.Special("T1"),
                new Segment.Content(" at noon"),
                new Segment.Special("out")),
            3);
    PromptTokens tokens = PromptTokens.of(prompt, words);
    int[] expected = {
      1,
      words.id(" words=40"),
      2,
      words.id(" rain"),
      words.id(" comes"),
      7,
      words.id(" at"),
      words.id(" noon"),
      3
    };
    assertArrayEquals(expected, tokens.ids());
    assertEquals(3, tokens.constantPrefix());
    assertArrayEquals(
        new int[] {words.id(" rain"), words.id(" comes"), 7, words.id(" at"), words.id(" noon")},
        tokens.content());
  }

  @Test
  void contentThatSpellsASpecialTokenStaysText() {
    Prompt prompt = new Prompt(List.of(new Segment.Content("<|out|>")), 0);
    PromptTokens tokens = PromptTokens.of(prompt, words);
    assertArrayEquals(new int[] {words.id("<|out|>")}, tokens.ids());
  }

  @Test
  void aPromptWithoutContentHasNone() {
    PromptTokens tokens =
        PromptTokens.of(new Prompt(List.of(new Segment.Special("bos")), 1), words);
    assertEquals(0, tokens.content().length);
    assertArrayEquals(new int[] {1}, tokens.ids());
    assertEquals(1, tokens.constantPrefix());
  }

  @Test
  void namesATokenThatTheBaseLacks() {
    Prompt prompt = new Prompt(List.of(new Segment.Special("T9")), 0);
    assertThrows(IllegalArgumentException.class, () -> PromptTokens.of(prompt, words));
  }
}
