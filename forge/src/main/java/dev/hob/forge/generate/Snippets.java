// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.Overlap;
import dev.hob.forge.corpus.Sentences;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Short real texts for notifications to carry: what people write to each other, headlines, lead
/// sentences. They keep digests from being a closed little language.
final class Snippets {
  private static final int ENOUGH = 20_000;
  private static final Pattern ODD =
      Pattern.compile("[^\\x20-\\x7E]|[\\[\\]{}<>|*_=\\\\^~`\"#]|[uU]ser [12]");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final Set<String> messages = new LinkedHashSet<>();
  private final Set<String> questions = new LinkedHashSet<>();
  private final Set<String> headlines = new LinkedHashSet<>();
  private final Set<String> leads = new LinkedHashSet<>();
  private final Set<String> alarms = new LinkedHashSet<>();
  private final Set<String> alarmTexts = new LinkedHashSet<>();
  private final Overlap held;
  private final boolean dev;

  private Snippets(Overlap held, boolean dev) {
    this.held = held;
    this.dev = dev;
  }

  /// Value lists `msg`, `question`, `headline`, `sentence`, `alarm` and `alarmText` from the sets
  /// that stand in the folder.
  static Map<String, List<String>> read(Corpus corpus, Overlap held, boolean dev) {
    Snippets snippets = new Snippets(held, dev);
    corpus.read("dialogue-chat", snippets::talk);
    corpus.read("dialogue-task", snippets::talk);
    corpus.read("summarize-articles", snippets::article);
    corpus.read("notification-templates", snippets::template);
    Map<String, List<String>> lists = new LinkedHashMap<>();
    put(lists, "msg", snippets.messages, "the keys are at the desk");
    put(lists, "question", snippets.questions, "are you there yet?");
    put(lists, "headline", snippets.headlines, "Minutes of the last meeting");
    put(lists, "sentence", snippets.leads, "The text is attached.");
    put(lists, "alarm", snippets.alarms, "Queue is growing");
    put(lists, "alarmText", snippets.alarmTexts, "The queue of {host} is growing.");
    return lists;
  }

  private static void put(
      Map<String, List<String>> lists, String name, Set<String> found, String fallback) {
    lists.put(name, found.isEmpty() ? List.of(fallback) : List.copyOf(found));
  }

  private void talk(JsonNode row) {
    String source = row.path("source").asText();
    if (source.equals("irc") || (messages.size() >= ENOUGH && questions.size() >= ENOUGH)) {
      return;
    }
    for (JsonNode turn : row.path("turns")) {
      List<String> sentences = Sentences.split(turn.path("text").asText());
      if (!sentences.isEmpty() && !turn.path("who").asText().equals("assistant")) {
        message(sentences.getLast());
      }
    }
  }

  private void message(String sentence) {
    int words = sentence.split(" ", -1).length;
    if (words < 4 || words > 14 || unusable(sentence)) {
      return;
    }
    boolean asks = sentence.endsWith("?");
    Set<String> into = asks ? questions : messages;
    if (into.size() < ENOUGH) {
      into.add(into.size() % 2 == 0 ? casual(sentence) : sentence);
    }
  }

  /// As people type: no capital at the start, no full stop at the end.
  private static String casual(String sentence) {
    boolean keep = sentence.matches("(I|[A-Z]{2,}|[A-Z][a-z]+ [A-Z])\\b.*");
    String text =
        keep ? sentence : sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private void article(JsonNode row) {
    String title = SPACE.matcher(Sentences.plain(row.path("title").asText(""))).replaceAll(" ");
    int words = title.split(" ", -1).length;
    if (words >= 2 && words <= 9 && !unusable(title) && !title.matches(".*[.:;!?].*")) {
      headlines.add(title.strip());
    }
    int taken = 0;
    for (String sentence : Sentences.split(row.path("input").asText())) {
      if (taken < 6 && Sentences.clean(sentence, 5, 16) && !unusable(sentence)) {
        leads.add(sentence);
        taken++;
      }
    }
  }

  /// `Title: what is wrong with {{ $labels.instance }}` of monitoring rules.
  private void template(JsonNode row) {
    String text = Sentences.plain(row.path("text").asText("")).strip();
    int colon = text.indexOf(": ");
    if (!row.path("app").asText().equals("monitoring") || colon < 0) {
      return;
    }
    String title = text.substring(0, colon);
    String wrong =
        text.substring(colon + 2)
            .replaceAll("\\{\\{ ?\\$labels[^}]*\\}\\}", "{host}")
            .replaceAll("\\{\\{[^}]*value[^}]*\\}\\}", "{n}")
            .replaceFirst("(?<=[.]) .*$", "");
    boolean filled = !wrong.contains("{{") && !wrong.contains("`") && Batch.count(wrong) <= 18;
    if (filled && !unusable(title)) {
      alarms.add(title);
      if (!unusable(wrong.replace("{host}", "").replace("{n}", ""))) {
        alarmTexts.add(wrong);
      }
    }
  }

  private boolean unusable(String text) {
    return ODD.matcher(text).find()
        || held.touches(text)
        || (Dice.of(1, text, 0).below(10) == 0) != dev;
  }
}
