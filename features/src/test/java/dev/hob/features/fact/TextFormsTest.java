// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextFormsTest {
  @Test
  void n0MakesQuotesDashesAndWhiteSpacePlain() {
    assertEquals(
        "'a' \"b\" - c - d fi 1", NormalText.n0("\u3000‘a’ “b”\t–\u00a0\u2009c — d\nﬁ １ "));
    assertEquals("", NormalText.n0(" \n "));
  }

  @Test
  void n0AgreesWithTheWholeTextsNormalForm() {
    long seed = Long.getLong("hob.seed", 7L);
    Random random = new Random(seed);
    int[][] ranges = {
      {0x20, 0x17f},
      {0x300, 0x36f},
      {0x1100, 0x11ff},
      {0xac00, 0xad00},
      {0xff61, 0xff9f},
      {0x0b40, 0x0b60},
      {0x1d400, 0x1d500},
      {0x2000, 0x2070}
    };
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        int[] range = ranges[random.nextInt(ranges.length)];
        text.appendCodePoint(range[0] + random.nextInt(range[1] - range[0]));
      }
      NormalText normal = NormalText.of(text.toString());
      String expected = NormalText.n0(Normalizer.normalize(text, Normalizer.Form.NFKC));
      assertEquals(expected, normal.text(), () -> "seed " + seed + ": " + text);
      for (int i = 0; i < normal.text().length(); i++) {
        Span origin = normal.origin(i, i + 1);
        assertTrue(origin.end() > origin.start(), () -> "seed " + seed + ": " + text);
      }
    }
  }

  @Test
  void tokensOfTheThreeForms() {
    assertEquals(List.of("it", "s", "15", "30", "caf"), Tokens.rouge("It's 15:30, café"));
    assertEquals(
        List.of("anna", "review", "class", "it", "bus", "don't", "gas", "o'neill"),
        Tokens.words("Anna's reviews class it’s bus don't gas O'Neill's"));
    assertEquals(
        List.of("I", "'", "don't", "pay", "1,200.50", "at", "15:30", ".", "😀"),
        Tokens.edits("I ' don’t pay 1,200.50 at 15:30. 😀"));
  }

  @Test
  void sentencesEndWhereTheyShould() {
    assertEquals(
        List.of("Dr. Berg left (\"Go.\")", "She met J. Smith, e.g. in the U.S. twice!", "Why?"),
        Sentences.split("Dr. Berg left (“Go.”)  She met J. Smith, e.g. in the U.S. twice! Why?"));
    assertEquals(List.of("one", "two 3.5 x.y"), Sentences.split("one\r\n\n two 3.5 x.y "));
    String text = " A b.  C\u00a0d. ";
    List<String> spans = Sentences.spans(text).stream().map(span -> span.of(text)).toList();
    assertEquals(List.of("A b.", "C\u00a0d."), spans);
  }

  @Test
  void cutsAfterAToken() {
    assertEquals("One, two", Tokens.cutAfter("One, two, three.", 2));
    assertEquals("One.", Tokens.cutAfter("One.", 1));
    assertEquals("", Tokens.cutAfter("One.  Two", 0));
  }

  @Test
  void standInRowWantsOneAfterTheOther() {
    assertTrue(Tokens.standInRow(List.of("b", "c"), List.of("a", "b", "c")));
    assertFalse(Tokens.standInRow(List.of("a", "c"), List.of("a", "b", "c")));
    assertFalse(Tokens.standInRow(List.of(), List.of("a")));
  }

  @Test
  void listsHaveTheSizesThatScoresAreDefinedWith() {
    WordLists lists = WordLists.embedded();
    assertTrue(lists.stopWords().size() >= 140);
    assertEquals(10_000, lists.commonWords().size());
    assertTrue(lists.digest().matches("sha256:[0-9a-f]{64}"));
  }
}
