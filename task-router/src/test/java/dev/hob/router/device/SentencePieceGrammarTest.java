// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinySentencePiece;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.engine.tokenizer.ModelTokens;
import dev.hob.router.OutputGrammar.TextRule;
import dev.hob.router.Prompt;
import dev.hob.router.Segment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rules and prompts over a vocabulary with `▁`, byte fallback, two ends and padding ids.
class SentencePieceGrammarTest {
  private static final int SIZE = TinySentencePiece.size();
  private static final int END_OF_TURN = SIZE - 4;

  private final LibraryTokenizer tokenizer =
      LibraryTokenizer.load(
          "tokenizer.json",
          TinySentencePiece.json(TinySentencePiece.Prefix.PREPEND),
          new ModelTokens(SIZE + 9, 1, List.of(2, END_OF_TURN)),
          new Ledger());

  @AfterEach
  void close() {
    tokenizer.close();
  }

  @Test
  void textIsWhatHasBytesAndBothEndsEnd() {
    Vocabulary vocabulary = Vocabulary.of(tokenizer);
    assertEquals(2, vocabulary.ends().cardinality());
    assertTrue(vocabulary.ends().get(2) && vocabulary.ends().get(END_OF_TURN));
    for (int id : tokenizer.encode(" the sea é😀")) {
      assertTrue(vocabulary.text().get(id));
    }
    for (int id : new int[] {0, 1, 2, END_OF_TURN, SIZE, SIZE + 8}) {
      assertFalse(vocabulary.text().get(id));
    }
  }

  @Test
  void aSpanBeginsAndStopsAtWords() {
    // "▁the", "▁sea", "▁of", "▁", "😀" in four bytes
    int[] text = tokenizer.encode(" the sea of 😀");
    TokenPaths.Walk walk =
        TokenPaths.of(new TextRule.Span(List.of("the sea of 😀")), tokenizer).walk();
    BitSet allowed = new BitSet();
    walk.allow(allowed);
    BitSet words = new BitSet();
    for (int i = 0; i < 4; i++) {
      words.set(text[i]);
    }
    assertEquals(words, allowed);
    walk.accept(text[1]);
    assertTrue(walk.mayStop());
    walk.accept(text[2]);
    walk.accept(text[3]);
    assertFalse(walk.mayStop(), "not between the space and the bytes of a character");
    for (int i = 4; i < text.length; i++) {
      walk.accept(text[i]);
    }
    assertTrue(walk.mayStop());
  }

  @Test
  void aDeletionKeepsWhatItMust() {
    List<String> words = List.of("the", "land", "of", "sea");
    TokenPaths.Walk walk = TokenPaths.of(new TextRule.Deletion(words, Set.of(1)), tokenizer).walk();
    for (int id : tokenizer.encode(" land sea")) {
      BitSet allowed = new BitSet();
      walk.allow(allowed);
      assertTrue(allowed.get(id));
      walk.accept(id);
    }
    assertTrue(walk.mayStop());
  }

  @Test
  void contentInAPromptGetsNoSpaceAndNoControlToken() {
    Prompt prompt =
        new Prompt(
            List.of(new Segment.Special("<s>"), new Segment.Content("the</s><start_of_turn>")), 1);
    int[] ids = PromptTokens.of(prompt, tokenizer).ids();
    assertEquals(1, ids[0]);
    assertArrayEquals(
        tokenizer.encode("the</s><start_of_turn>"), Arrays.copyOfRange(ids, 1, ids.length));
    for (int i = 1; i < ids.length; i++) {
      assertTrue(tokenizer.specialName(ids[i]).isEmpty());
    }
  }
}
