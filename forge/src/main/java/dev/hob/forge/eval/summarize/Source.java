// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.summarize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.fact.Counts;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.FactSource;
import dev.hob.features.fact.KeyFacts.KeyFact;
import dev.hob.features.fact.Sentences;
import dev.hob.features.fact.Tokens;
import dev.hob.forge.eval.row.Note;
import dev.hob.forge.eval.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a row shows to the model.
///
/// @param units its parts: the text, `who: text` a turn, or one notification each
/// @param query what was asked about it, shown too; empty if nothing was
/// @param notes the notifications of a batch, else none
/// @param context for finding facts in it and in answers to it
record Source(Row row, List<String> units, String query, List<Note> notes, FactContext context) {
  private static final int DEFAULT_WORDS = 40;
  private static final int LEAST_BATCH_WORDS = 18;

  static Source of(Row row) {
    if (row.has("/notifications")) {
      List<Note> notes = Note.all(row);
      List<String> units = notes.stream().map(Note::shown).toList();
      FactContext context =
          FactContext.of(String.join("\n", units))
              .withToday(Note.now(row).toLocalDate())
              .withApps(notes.stream().map(Note::app).collect(Collectors.toSet()));
      return new Source(row, units, "", notes, context);
    }
    if (row.has("/turns")) {
      List<String> units = turns(row);
      String query = row.textIfAny("/query").orElse("");
      String shown = String.join("\n", units) + "\n" + query;
      return new Source(row, units, query, List.of(), FactContext.of(shown));
    }
    String input = row.text("/input");
    return new Source(row, List.of(input), "", List.of(), FactContext.of(input));
  }

  private static List<String> turns(Row row) {
    List<String> turns = new ArrayList<>();
    for (int i = 0; i < row.list("/turns").size(); i++) {
      String at = "/turns/" + i;
      turns.add(row.text(at + "/who") + ": " + row.text(at + "/text"));
    }
    return turns;
  }

  boolean isBatch() {
    return !notes.isEmpty();
  }

  /// All units, a line each.
  String text() {
    return String.join("\n", units);
  }

  /// Sentences of all units, in order.
  List<String> sentences() {
    return Sentences.split(text());
  }

  /// All that an answer may draw on.
  FactSource facts(FactExtractor extractor) {
    String shown = query.isEmpty() ? text() : text() + "\n" + query;
    FactSource facts = FactSource.of(shown, extractor, context);
    return isBatch() ? facts.withCounts(counts(notes)) : facts;
  }

  /// What these notifications alone support.
  FactSource facts(FactExtractor extractor, List<String> ids) {
    List<Note> some = notes.stream().filter(note -> ids.contains(note.id())).toList();
    String shown = some.stream().map(Note::shown).collect(Collectors.joining("\n"));
    return FactSource.of(shown, extractor, context).withCounts(counts(some));
  }

  private static java.util.Set<Integer> counts(List<Note> notes) {
    return Counts.of(notes.stream().map(Note::counted).toList());
  }

  /// R tokens that an answer may have.
  int limit() {
    Optional<JsonNode> words = Optional.of(row.json().at("/options/words"));
    if (words.get().isInt()) {
      return words.get().intValue();
    }
    if (!isBatch()) {
      return DEFAULT_WORDS;
    }
    int tokens = notes.stream().mapToInt(note -> Tokens.rouge(note.content()).size()).sum();
    return Math.max(LEAST_BATCH_WORDS, (3 * tokens + 3) / 4);
  }

  List<String> references() {
    List<String> references = row.textsIfAny("/references");
    return references.isEmpty() ? row.textIfAny("/summary").stream().toList() : references;
  }

  List<String> forbidden() {
    return row.textsIfAny("/forbidden");
  }

  /// Facts are sentences, `{from, fact}`, or `{any: [sentence …]}`.
  List<KeyFact> keyFacts() {
    List<KeyFact> facts = new ArrayList<>();
    List<JsonNode> elements = row.listIfAny("/facts");
    for (int i = 0; i < elements.size(); i++) {
      String at = "/facts/" + i;
      JsonNode element = elements.get(i);
      if (element.isTextual()) {
        facts.add(KeyFact.of(element.textValue()));
      } else if (element.has("any")) {
        facts.add(new KeyFact(row.textsIfAny(at + "/any")));
      } else {
        facts.add(KeyFact.of(row.text(at + "/fact")));
      }
    }
    return facts;
  }
}
