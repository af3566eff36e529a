// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.WordLists;
import dev.hob.router.Segment;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class NativePromptsTest {
  private static final Set<String> COMMON =
      Set.of(
          "moved", "the", "review", "to", "build", "failed", "meet", "train", "tickets", "bring");
  private final NativePrompts prompts =
      new NativePrompts(
          PatternEntities.all(COMMON::contains),
          PatternEntities.protectedSpans(COMMON::contains),
          new FactExtractor(WordLists.of(List.of("the", "to"), List.copyOf(COMMON))));

  @Test
  void digestShowsEachFieldAndMarksEntitiesOnce() {
    NativePrompt prompt =
        prompts.digest(
            List.of(
                PromptNotification.of("Chat", "Anna Berg", "moved the review to 15:30", "09:40"),
                PromptNotification.of("CI", "Build #418 failed", "Meet Anna Berg, 15:30", "09:41")),
            18);
    assertEquals(
        "<bos><summarize><opt> words=18<in>"
            + "<n><1><app> Chat<from><P1> Anna Berg<time> 09:40<body> moved the review to<T1> 15:30"
            + "<n><2><app> CI<title> Build<X1> #418 failed<time> 09:41<body> Meet<P1>,<T1>"
            + "</in><out>",
        spell(prompt.prompt().segments()));
    assertEquals(3, prompt.prompt().constantSegments());
    assertEquals(2, prompt.items());
    assertEquals(Optional.of("15:30"), prompt.marks().surface("T1"));
  }

  @Test
  void textHasSpeakersAndTheQueryStandsBeforeTheInput() {
    NativePrompt prompt =
        prompts.text(
            List.of(new PromptSentence("Ivo", "see www.x.org/a."), PromptSentence.of("the end")),
            "who is Ivo?",
            40);
    assertEquals(
        "<bos><summarize><opt> words=40<user> who is<P1> Ivo?<in>"
            + "<seg><1><from><P1><says> see<L1> www.x.org/a.<seg><2> the end</in><out>",
        spell(prompt.prompt().segments()));
  }

  @Test
  void proofreadProtectsWhatMustNotChangeButNotTheFirstWord() {
    NativePrompt prompt = prompts.proofread("Recieve 3 files from Marta by 5 pm", "en-US");
    assertEquals(
        "<bos><proofread><opt> en-US<in> Recieve<N1> 3 files from<P1> Marta by<T1> 5 pm</in><out>",
        spell(prompt.prompt().segments()));
    assertEquals(5, prompt.prompt().constantSegments());
  }

  @Test
  void answersAreMarksAloneAndAreReadBackAsWords() {
    NativePrompt prompt =
        prompts.digest(
            List.of(
                PromptNotification.of("Chat", "Anna Berg", "moved it to 15:30 (room A-12)", "")),
            18);
    List<Clause> clauses = List.of(new Clause(List.of(1), "Anna Berg moved it (15:30)."));
    List<Segment> answer = NativeAnswers.clauses(clauses, prompt.marks());
    assertEquals("<1><P1> moved it (<T1>).<eos>", spell(answer));
    assertEquals(clauses, NativeAnswers.readClauses(answer, prompt.marks()));
  }

  @Test
  void aSurfaceCopiedAfterItsMarkIsReadOnceEvenInPieces() {
    NativePrompt prompt = prompts.proofread("call at 15:30", "en-US");
    List<Segment> answer =
        List.of(
            new Segment.Special("fix"),
            new Segment.Content(" Call at"),
            new Segment.Special("T1"),
            new Segment.Content(" 15"),
            new Segment.Content(":30"),
            new Segment.Content("."));
    assertEquals(
        Optional.of("Call at 15:30."), NativeAnswers.readProofread(answer, prompt.marks()));
  }

  @Test
  void moreItemsThanMarksAreRefused() {
    PromptNotification item = PromptNotification.of("A", "b", "c", "");
    assertThrows(
        IllegalArgumentException.class, () -> prompts.digest(Collections.nCopies(33, item), 18));
    assertThrows(IllegalArgumentException.class, () -> prompts.digest(List.of(), 18));
  }

  @Test
  void entitiesBeyondTheMarksStayText() {
    NativePrompt prompt =
        prompts.text(List.of(PromptSentence.of("a 1 2 3 4 5 6 7 8 9 9 8")), "", 9);
    assertEquals(
        "<bos><summarize><opt> words=9<in><seg><1> a<N1> 1<N2> 2<N3> 3<N4> 4<N5> 5<N6> 6<N7> 7"
            + "<N8> 8 9 9<N8></in><out>",
        spell(prompt.prompt().segments()));
  }

  @Test
  void whatWasMarkedIsReadBackExactly() {
    long seed = Long.getLong("hob.seed", 20261125L);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    String[] parts = {
      "Anna",
      "Berg",
      "15:30",
      "(",
      ")",
      " ",
      "  ",
      "-",
      "/",
      "#41",
      "$5",
      "5",
      "to",
      ".",
      ":",
      "'s",
      "“",
      "www.a.de",
      "friday",
      "v1.2.3",
      "a_b",
      "é",
      "x.pdf",
      ",",
      "\n",
      "Überlingen",
      "@",
      "+"
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(1, 12); i > 0; i--) {
        text.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? " " : "");
      }
      String expected = Spacing.collapse(text.toString());
      Marker marker = new Marker(PatternEntities.all(COMMON::contains));
      List<Segment> first = marker.mark(expected);
      String where = "seed " + seed + " round " + round + " text <" + expected + ">";
      assertEquals(expected, marker.marks().render(first), where + " " + first);
      assertEquals(
          expected, marker.marks().render(marker.marks().encode(expected)), where + " encoded");
    }
  }

  @Test
  void prioritiesAreOneClassAnItem() {
    List<Segment> answer = NativeAnswers.priorities(List.of("high", "low"));
    assertEquals("<1><high><2><low><eos>", spell(answer));
    assertEquals(List.of("high", "low", "normal"), NativeAnswers.readPriorities(answer, 3));
  }

  static String spell(List<Segment> segments) {
    StringBuilder out = new StringBuilder();
    for (Segment segment : segments) {
      switch (segment) {
        case Segment.Special(String name) -> out.append('<').append(name).append('>');
        case Segment.Trusted(String text) -> out.append(text);
        case Segment.Content(String text) -> out.append(text);
      }
    }
    return out.toString();
  }
}
