// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `lists-language` knows of English: misspellings, forms of verbs, words that are mixed up,
/// wordy phrases. Immutable once read.
///
/// @param misspellings wrong word (lower case) to its right words
/// @param verbs forms of verbs by lemma, in the order of letters
/// @param confusions sets of words that writers mix up
/// @param plainWords long-winded wordings and simpler ones
public record Language(
    Map<String, List<String>> misspellings,
    List<Verb> verbs,
    List<Confusion> confusions,
    Map<String, List<String>> plainWords) {

  /// The forms of a verb, one of each kind.
  public record Verb(
      String lemma, String third, String past, String pastParticiple, String present) {
    /// All five, lemma first.
    public List<String> forms() {
      return List.of(lemma, third, past, pastParticiple, present);
    }
  }

  /// Words that writers mix up, and the difference in a few words.
  public record Confusion(List<String> words, String note) {}

  /// Reads `lists-language`; all empty where the folder has none.
  ///
  /// @param counts tells which of several forms of a verb is the commonest
  public static Language read(Corpus corpus, WordCounts counts) {
    Language read =
        new Language(
            new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
    corpus.read("lists-language", row -> read.add(row, counts));
    return read;
  }

  private void add(JsonNode row, WordCounts counts) {
    switch (row.path("kind").asText()) {
      case "misspelling" -> misspellings.put(row.path("wrong").asText(), strings(row, "right"));
      case "plain-words" -> plainWords.put(row.path("wordy").asText(), strings(row, "plain"));
      case "confusion-set" ->
          confusions.add(new Confusion(strings(row, "words"), row.path("note").asText("")));
      case "verb-forms" -> addVerb(row, counts);
      default -> {
        // Other kinds describe; nothing is made of them.
      }
    }
  }

  private void addVerb(JsonNode row, WordCounts counts) {
    List<String> forms = new ArrayList<>();
    for (String kind : List.of("third_person", "past", "past_participle", "present_participle")) {
      List<String> of = strings(row, kind);
      if (of.isEmpty()) {
        return;
      }
      String commonest = of.getFirst();
      for (String form : of) {
        commonest = counts.count(form) > counts.count(commonest) ? form : commonest;
      }
      forms.add(commonest);
    }
    verbs.add(
        new Verb(
            row.path("lemma").asText(), forms.get(0), forms.get(1), forms.get(2), forms.get(3)));
  }

  private static List<String> strings(JsonNode row, String field) {
    List<String> strings = new ArrayList<>();
    row.path(field).forEach(item -> strings.add(item.asText()));
    return List.copyOf(strings);
  }
}
