// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Answer;
import dev.hob.features.AnswerSink;
import dev.hob.features.Problem;
import dev.hob.features.ShippedDefaults;
import dev.hob.features.Toolkit;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Writer;
import dev.hob.features.guard.ToneGuard;
import dev.hob.features.style.Style;
import dev.hob.features.style.StyleLists;
import dev.hob.features.testing.House;
import dev.hob.policy.Place;
import dev.hob.router.PlacePreference;
import dev.hob.router.Prediction;
import dev.hob.router.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RewriteTest {
  private final House house = new House();

  @Test
  void rulesRewriteProseAndKeepTheLayout() throws Exception {
    String text =
        "hey Anna,\\n\\nthx 4 ur mail!!\\n- cant come on 5 May\\n\\n> dont quote me\\n\\nBest,\\nIvo\\n";
    JsonNode output = rewrite(text, "'style': 'professional'");
    assertEquals(
        "Hello Anna,\n\nThank you 4 your mail.\n- I cannot come on 5 May\n\n> dont quote me\n\nBest,\nIvo\n",
        output.path("text").asText());
    assertEquals(false, output.path("unchanged").asBoolean());
  }

  @Test
  void whatHasTheStyleComesBackUnchangedAndTheModelIsNotAsked() throws Exception {
    house.writer = Writer.MODEL;
    String text = "Thank you for your message. We will answer soon.";
    Answer answer =
        house.answer("rewrite", "{'text': '" + text + "'}", "{'style': 'professional'}");
    assertEquals(text, answer.output().path("text").asText());
    assertTrue(answer.output().path("unchanged").asBoolean());
    assertEquals("helper", answer.by());
  }

  @Test
  void aFriendlyMailIsGreetedAndThankedOnceAndANoteIsNot() throws Exception {
    assertEquals(
        "Hello,\n\nCould you please bring the keys? Thank you!\n\nBest regards,\nIvo",
        rewrite("Bring the keys.\\n\\nBest regards,\\nIvo", "'style': 'friendly'")
            .path("text")
            .asText());
    assertEquals(
        "Dear Anna,\n\nPlease bring the keys.\n\nThanks,\nIvo",
        rewrite(
                "Dear Anna,\\n\\nBring the keys.\\n\\nThanks,\\nIvo",
                "'style': 'friendly', 'strength': 1")
            .path("text")
            .asText());
    assertEquals(
        "Could you please bring the keys?",
        rewrite("Bring the keys.", "'style': 'friendly'").path("text").asText());
  }

  @Test
  void aCloudModelGetsTheSentenceWithItsNeighboursAndItsAnswerIsGuarded() throws Exception {
    house.router.withCloud();
    house.places = Set.of(Place.DEVICE, Place.CLOUD);
    house.place = PlacePreference.CLOUD;
    house.router.answer("Please send us the 3 keys.").answer("Bring 4 boxes, will you?");
    Answer answer =
        house.answer(
            "rewrite", "{'text': 'Send the 3 keys. Bring the boxes.'}", "{'style': 'friendly'}");
    assertEquals(
        "Please send us the 3 keys. Could you please bring the boxes?",
        answer.output().path("text").asText());
    assertEquals(List.of("a number that the text lacks"), answer.guard().rejected());
    String second = house.router.plans().get(1).chat().messages().getLast().content();
    assertTrue(second.contains("Before it stands: Send the 3 keys."), second);
  }

  @Test
  void aShorterSentenceThatTheModelPickedGetsItsEndMark() throws Exception {
    house.writer = Writer.MODEL;
    house.router.answer(" She always comes to work").answer(" She always comes to work");
    house.router.answer(" She basically comes to work").answer(" She basically comes to work");
    Answer answer =
        house.answer(
            "rewrite",
            "{'text': 'She basically always comes to work on the early bus.'}",
            "{'style': 'concise'}");
    assertEquals("She always comes to work.", answer.output().path("text").asText());
    assertEquals("model", answer.by());
  }

  @Test
  void conciseGoesOnUntilThereIsNothingToLeaveOutAndPrefersTheSentencesOwnWords() throws Exception {
    house.writer = Writer.MODEL;
    house.router.answer(" Now the hall has no seats that are free.");
    house.router.answer(" The hall does not have any seats that are free.");
    house.router.answer(" The hall does not have seats free.");
    house.router.answer(" The hall does not have seats free.");
    Answer answer =
        house.answer(
            "rewrite",
            "{'text': 'At this moment in time the hall does not have any seats that are free.'}",
            "{'style': 'concise'}");
    assertEquals("The hall does not have seats free.", answer.output().path("text").asText());
    assertEquals(4, house.router.plans().size());
  }

  @Test
  void concisePicksWordsAfterTheRulesAndAnInventedAnswerIsRefused() throws Exception {
    house.writer = Writer.MODEL;
    house
        .router
        .answer(" We moved the meeting to 15:30.")
        .answer(" We have moved the meeting to 15:30.");
    house.router.answer(" We met Ada.").answer(" We met Ada.");
    Answer answer =
        house.answer(
            "rewrite",
            "{'text': 'We have gladly moved the long meeting to 15:30 in order to wait for everyone of us. We saw a nice and"
                + " friendly cat in the big old garden behind the house.'}",
            "{'style': 'concise'}");
    assertEquals(
        "We moved the meeting to 15:30. We saw a nice and friendly cat in the big old garden behind"
            + " the house.",
        answer.output().path("text").asText());
    assertTrue(
        house.router.plans().getFirst().prompt().toString().contains("15:30 to wait for"),
        house.router.plans().toString());
  }

  @Test
  void warmingMakesEveryStyleFastThatHasAnAdapter() throws Exception {
    house.router.without("friendly", "concise");
    house.features.warm("rewrite", Optional.empty());
    assertEquals(List.of("professional 5"), house.router.warmed());
    house.router.without("professional");
    assertThrows(RefusedException.class, () -> house.features.warm("rewrite", Optional.empty()));
  }

  @Test
  void eachStyleHasAWriterOfItsOwn() {
    ShippedDefaults defaults = new ShippedDefaults(Map.of("concise", Writer.MODEL));
    for (Style style : Style.values()) {
      Writer writer = style == Style.CONCISE ? Writer.MODEL : Writer.HELPER;
      assertEquals(writer, defaults.writer(style.word()));
    }
    assertEquals(Style.WORDS, house.features.variants("rewrite"));
    assertEquals(List.of("summarize"), house.features.variants("summarize"));
  }

  @Test
  void theStyleIsNeededAndUnknownOnesAndStrengthsAreRefused() throws Exception {
    assertInstanceOf(Problem.InvalidInput.class, house.problem("rewrite", "{'text': 'a b'}", "{}"));
    assertInstanceOf(
        Problem.InvalidInput.class,
        house.problem("rewrite", "{'text': 'a b'}", "{'style': 'rude'}"));
    assertInstanceOf(
        Problem.InvalidInput.class,
        house.problem("rewrite", "{'text': 'a b'}", "{'style': 'concise', 'strength': 4}"));
    assertInstanceOf(
        Problem.UnsupportedOption.class,
        house.problem("rewrite", "{'text': 'a b'}", "{'style': 'concise', 'tone': 'x'}"));
  }

  @Test
  void theModelsSentenceIsUsedWhereTheGuardPassesItElseTheRules() throws Exception {
    house.writer = Writer.MODEL;
    house.router.answer(" Thank you, we will call you at", "<T1>", ".");
    house.router.answer(" We lost the 12 boxes.");
    Answer answer =
        house.answer(
            "rewrite",
            "{'text': 'thx, we gonna call u at 15:30. we dont have em yet'}",
            "{'style': 'professional'}");
    assertEquals(
        "Thank you, we will call you at 15:30. We do not have em yet.",
        answer.output().path("text").asText());
    assertEquals("model", answer.by());
    assertEquals(
        List.of("a number that the text lacks", "a negation changed"), answer.guard().rejected());
  }

  @Test
  void hiddenCharactersAndCodeStayWhereTheyAre() throws Exception {
    String text = "thx a\u202Eb lol. Use `u` ok?";
    JsonNode output = rewrite(text, "'style': 'professional'");
    assertEquals("thx a\u202Eb lol. Use `u` all right?", output.path("text").asText());
  }

  @Test
  void noRuleLosesAFactANegationOrALineBreak() throws Exception {
    long seed = 77_003;
    Random random = new Random(seed);
    Writing writing = Writing.of(Toolkit.embedded());
    ToneGuard guard = new ToneGuard(Toolkit.embedded().facts(), StyleLists.embedded());
    String[] stock = {
      "Please",
      "do",
      "not",
      "don't",
      "we",
      "are",
      "advised",
      "to",
      "send",
      "the",
      "3",
      "boxes",
      "in",
      "order",
      "to",
      "Anna",
      "Berg",
      "by",
      "15:30",
      "on",
      "5",
      "May",
      "u",
      "gonna",
      "lol",
      "very",
      "really",
      "https://a.example/x",
      "`code u`",
      "\"very u\"",
      "EUR",
      "12.50",
      "!!",
      "?",
      ".",
      ",",
      "\n",
      "- ",
      "it",
      "is",
      "at",
      "this",
      "point",
      "in",
      "time",
      "can't",
      "never",
      "Remove",
      "shall",
      "because",
      "report.pdf",
      "i",
      "have",
      "been",
      "that",
      "is",
      "available"
    };
    for (int round = 0; round < 400; round++) {
      List<String> words = new ArrayList<>();
      for (int i = 1 + random.nextInt(25); i > 0; i--) {
        words.add(stock[random.nextInt(stock.length)]);
      }
      String text = String.join(" ", words);
      for (Style style : Style.values()) {
        int strength = 1 + random.nextInt(3);
        RewriteTask task =
            new RewriteTask(writing, new Manner(style, strength), text, Method.HELPER);
        String made = task.byHelper().output().path("text").asText();
        String where = "seed " + seed + ", " + style + ": [" + text + "] -> [" + made + "]";
        assertEquals(count(text, '\n'), count(made, '\n'), where);
        List<String> faults = new ArrayList<>(guard.faults(style, text, made));
        faults.remove("another length");
        assertEquals(List.of(), faults, where);
      }
    }
  }

  @Test
  void streamsTheTextAsItGrows() throws Exception {
    List<String> deltas = new ArrayList<>();
    AnswerSink sink =
        new AnswerSink() {
          @Override
          public void accepted(String id, Place place, String reason, Prediction predicted) {}

          @Override
          public void delta(String text) {
            deltas.add(text);
          }

          @Override
          public void replace(String text) {
            deltas.add("=" + text);
          }
        };
    house.writer = Writer.MODEL;
    house.router.answer(" Thank you.");
    house.router.answer(" We are here.");
    house.features.answer(
        house.request("rewrite", "{'text': 'thx!! were here lol.'}", "{'style': 'professional'}"),
        sink);
    assertEquals("Thank you. We are here.", String.join("", deltas));
    assertEquals(2, deltas.size());
  }

  private JsonNode rewrite(String text, String options) throws InterruptedException {
    return house
        .answer("rewrite", "{'text': '" + text.replace("\"", "\\\"") + "'}", "{" + options + "}")
        .output();
  }

  private static long count(String text, char c) {
    return text.chars().filter(each -> each == c).count();
  }
}
