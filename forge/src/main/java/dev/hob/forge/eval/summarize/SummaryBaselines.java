// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.summarize;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.Sentences;
import dev.hob.features.fact.Tokens;
import dev.hob.forge.eval.row.Note;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Summaries that anyone could make without a model, and the best that quoting could do.
final class SummaryBaselines {
  private SummaryBaselines() {}

  /// The beginning: of a batch each app's latest notification, of a meeting the turn nearest to the
  /// query and the next one, else the first sentences within the limit.
  static Prediction lead(Row row) {
    Source source = Source.of(row);
    if (source.isBatch()) {
      return quote(row, latestOfEachApp(source.notes()));
    }
    if (row.json().path("form").asText().equals("meeting")) {
      return quote(row, nearestTurns(source));
    }
    List<String> lead = new ArrayList<>();
    int words = 0;
    for (String sentence : source.sentences()) {
      words += Tokens.rouge(sentence).size();
      if (!lead.isEmpty() && words > source.limit()) {
        break;
      }
      lead.add(sentence);
    }
    return quote(row, lead);
  }

  private static List<String> latestOfEachApp(List<Note> notes) {
    Map<String, Note> latest = new LinkedHashMap<>();
    for (Note note : notes) {
      latest.merge(note.app(), note, (old, one) -> one.time().isBefore(old.time()) ? old : one);
    }
    List<String> lines = new ArrayList<>();
    for (Note note : latest.values()) {
      List<String> body = Sentences.split(note.body());
      String line = note.app() + ": " + note.summary();
      lines.add(body.isEmpty() ? line : joined(line, body.getFirst()));
    }
    return lines;
  }

  private static List<String> nearestTurns(Source source) {
    Set<String> query = Set.copyOf(Tokens.words(source.query()));
    int nearest = 0;
    long most = -1;
    for (int i = 0; i < source.units().size(); i++) {
      long shared =
          Tokens.words(source.units().get(i)).stream().distinct().filter(query::contains).count();
      if (shared > most) {
        most = shared;
        nearest = i;
      }
    }
    return source.units().subList(nearest, Math.min(nearest + 2, source.units().size()));
  }

  /// Of a batch, summaries and bodies, newest first, cut at the limit; of other rows the last
  /// units.
  static Prediction latest(Row row) {
    Source source = Source.of(row);
    List<String> lines = new ArrayList<>();
    if (source.isBatch()) {
      List<Note> newest = new ArrayList<>(source.notes().reversed());
      newest.sort(Comparator.comparing(Note::time).reversed());
      newest.forEach(note ->
          lines.add(note.body().isEmpty() ? note.summary() : joined(note.summary(), note.body())));
    } else {
      lines.addAll(source.units().reversed());
    }
    return answer(row, Tokens.cutAfter(String.join("\n", lines), source.limit()));
  }

  private static String joined(String first, String second) {
    char last = first.isEmpty() ? '.' : first.charAt(first.length() - 1);
    return ".!?:;".indexOf(last) >= 0 ? first + " " + second : first + ". " + second;
  }

  /// Source sentences that raise ROUGE-L most, one after the other: the upper bound of quoting.
  /// Where there is no reference, the key facts stand for it.
  static Prediction oracle(Row row) {
    Source source = Source.of(row);
    List<String> references = source.references();
    if (references.isEmpty()) {
      references =
          List.of(
              String.join(
                  ". ", source.keyFacts().stream().map(fact -> fact.anyOf().getFirst()).toList()));
    }
    List<String> sentences = source.sentences();
    SortedSet<Integer> chosen = new TreeSet<>();
    double best = 0;
    while (true) {
      int raises = -1;
      for (int i = 0; i < sentences.size(); i++) {
        if (!chosen.contains(i)) {
          SortedSet<Integer> more = new TreeSet<>(chosen);
          more.add(i);
          double value = RougeL.of(String.join(" ", pick(sentences, more)), references);
          if (value > best) {
            best = value;
            raises = i;
          }
        }
      }
      if (raises < 0) {
        return quote(row, pick(sentences, chosen));
      }
      chosen.add(raises);
    }
  }

  private static List<String> pick(List<String> sentences, SortedSet<Integer> indexes) {
    return indexes.stream().map(sentences::get).toList();
  }

  private static Prediction quote(Row row, List<String> lines) {
    return answer(row, String.join("\n", new ArrayList<>(lines)));
  }

  private static Prediction answer(Row row, String summary) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.put("summary", summary);
    return Prediction.of(row.id(), output);
  }
}
