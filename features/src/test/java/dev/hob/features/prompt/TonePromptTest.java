// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.router.OutputGrammar.TextRule;
import dev.hob.router.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TonePromptTest {
  private static final String WORDY =
      "At this point, in fact, we do not have a really available room for 3 guests on Monday.";
  private static final NativePrompts PROMPTS = NativePrompts.standard();

  @Test
  void aToneShowsProtectedSpansAsMarksAndStrengthAsAnOption() {
    NativePrompt prompt = PROMPTS.tone("friendly", 2, "Send 3 files to Marta by 5 pm.");
    assertEquals("friendly", prompt.role());
    assertEquals(
        "<bos><friendly><opt> strength=2<in> Send<N1> 3 files to<P1> Marta by<T1> 5 pm.</in><out>",
        spell(prompt.prompt().segments()));
    assertEquals(5, prompt.prompt().constantSegments());
    assertEquals(0f, prompt.grammar().copyBias());
  }

  @Test
  void aToneIsTextWithMarksOrQuote() {
    NativePrompt prompt = PROMPTS.tone("professional", 1, "thx, see u at 5 pm");
    List<Segment> answer =
        NativeAnswers.tone(Optional.of("Thank you. See you at 5 pm."), prompt.marks());
    assertEquals(" Thank you. See you at<T1>.<eos>", spell(answer));
    assertEquals(
        Optional.of("Thank you. See you at 5 pm."), NativeAnswers.readTone(answer, prompt.marks()));
    List<Segment> left = NativeAnswers.tone(Optional.empty(), prompt.marks());
    assertEquals("<quote><eos>", spell(left));
    assertEquals(Optional.empty(), NativeAnswers.readTone(left, prompt.marks()));
  }

  @Test
  void aConciseAnswerMayOnlyLeaveWordsOutAndKeepsFactsAndNegations() {
    NativePrompt prompt = PROMPTS.tone("concise", 1, WORDY);
    assertEquals(
        "<bos><concise><opt> strength=1<in> " + WORDY + "</in><out>",
        spell(prompt.prompt().segments()));
    ConciseSentence sentence = PROMPTS.concise(WORDY);
    assertEquals(
        new TextRule.Deletion(sentence.words(), sentence.kept()),
        prompt.grammar().states().getFirst().rule());
    assertEquals(
        List.of("not", "3", "guests", "Monday."),
        new TreeSet<>(sentence.kept()).stream().map(sentence.words()::get).toList());
  }

  @Test
  void quotationsCodeAndWordsThatLimitAreKept() {
    ConciseSentence sentence =
        PROMPTS.concise("You may only ever run `rm -rf build` after \"all is done\" really.");
    assertEquals(
        List.of("may", "only", "`rm", "-rf", "build`", "after", "\"all", "is", "done\""),
        new TreeSet<>(sentence.kept()).stream().map(sentence.words()::get).toList());
  }

  @Test
  void mendsWhatLeavingWordsOutBreaks() {
    ConciseSentence sentence = PROMPTS.concise(WORDY);
    assertEquals(
        Optional.of("We do not have an available room for 3 guests on Monday."),
        sentence.mended("we do not have a available room for 3 guests on Monday."));
    assertEquals(
        Optional.of("It is good."),
        PROMPTS.concise("It is, in fact, good.").mended("It is, good."));
    assertEquals(
        Optional.of("When it rains, we stay home!"),
        PROMPTS
            .concise("When it rains in winter, we stay home as usual!")
            .mended("When it rains we stay home"));
    assertEquals(
        Optional.of("Is the flat free?"),
        PROMPTS.concise("Is the flat free, by any chance?").mended("Is the flat free,"));
  }

  @Test
  void whatIsNoSelectionOfTheWordsIsRefused() {
    ConciseSentence sentence = PROMPTS.concise(WORDY);
    assertEquals(Optional.empty(), sentence.mended("we have a room for 3 guests on Monday."));
    assertEquals(Optional.empty(), sentence.mended("we do not have 3 guests room on Monday."));
    assertEquals(Optional.empty(), sentence.mended(""));
  }

  @Test
  void anySelectionIsFoundAgainWithItsWords() {
    long seed = 20_261;
    Random random = new Random(seed);
    String[] stock = {"the", "a", "very", "big", "No", "3", "cats,", "in", "fact,", "ran", "home."};
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(14);
      for (int i = 0; i < length; i++) {
        text.append(' ').append(stock[random.nextInt(stock.length)]);
      }
      ConciseSentence sentence = PROMPTS.concise(text.toString());
      Set<Integer> chosen = new TreeSet<>(sentence.kept());
      chosen.add(random.nextInt(length));
      for (int i = 0; i < length; i++) {
        if (random.nextBoolean()) {
          chosen.add(i);
        }
      }
      String answer = sentence.words(chosen);
      List<Integer> found = sentence.selection(answer).orElseThrow();
      assertEquals(plain(answer), plain(sentence.words(found)), "seed " + seed);
      assertTrue(found.containsAll(sentence.kept()), "seed " + seed + ": " + text);
      assertEquals(
          new ArrayList<>(chosen).size(),
          sentence.mended(found).split(" ").length,
          "seed " + seed + ": " + text);
    }
  }

  @Test
  void refusesAnUnknownStyleAndStrength() {
    assertThrows(IllegalArgumentException.class, () -> PROMPTS.tone("rude", 1, "x"));
    assertThrows(IllegalArgumentException.class, () -> PROMPTS.tone("concise", 4, "x"));
  }

  private static String plain(String words) {
    return words.replaceAll("[^A-Za-z0-9 ]", "");
  }

  private static String spell(List<Segment> segments) {
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
