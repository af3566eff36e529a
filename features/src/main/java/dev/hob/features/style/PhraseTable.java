// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.Span;
import dev.hob.features.text.TextResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Wording and what stands in its place, from a table: strength, words, replacement (empty = leave
/// out), words it must not follow, words that must not follow it. The longest entry wins.
/// Immutable.
final class PhraseTable {
  private final Map<String, List<Entry>> byFirst = new HashMap<>();

  private PhraseTable(List<Entry> entries) {
    for (Entry entry : entries) {
      byFirst.computeIfAbsent(entry.words().getFirst(), key -> new ArrayList<>()).add(entry);
    }
    byFirst
        .values()
        .forEach(list -> list.sort(Comparator.comparingInt((Entry e) -> -e.words().size())));
  }

  static PhraseTable embedded(String file) {
    return new PhraseTable(TextResource.lines(PhraseTable.class, file).map(Entry::read).toList());
  }

  /// `text` with every entry exchanged that `strength` reaches and nothing holds.
  String apply(String text, List<Span> held, int strength) {
    Words words = new Words(text, held);
    Draft draft = new Draft(text);
    for (int i = 0; i < words.count(); i++) {
      Optional<Entry> entry = at(words, i, strength);
      if (entry.isPresent()) {
        int last = i + entry.get().words().size() - 1;
        draft.replace(
            new Span(words.span(i).start(), words.span(last).end()), entry.get().replacement());
        i = last;
      }
    }
    return draft.text();
  }

  /// Does an entry stand in `text`, whatever its strength?
  boolean isIn(String text, List<Span> held) {
    Words words = new Words(text, held);
    for (int i = 0; i < words.count(); i++) {
      if (at(words, i, Integer.MAX_VALUE).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private Optional<Entry> at(Words words, int i, int strength) {
    return byFirst.getOrDefault(words.lower(i), List.of()).stream()
        .filter(entry -> entry.strength() <= strength && entry.fits(words, i))
        .findFirst();
  }

  private record Entry(
      int strength,
      List<String> words,
      String replacement,
      List<String> notAfter,
      List<String> notBefore) {

    static Entry read(String line) {
      String[] columns = Arrays.copyOf(line.split("\t", -1), 5);
      return new Entry(
          Integer.parseInt(columns[0]),
          Words.of(columns[1]),
          columns[2] == null ? "" : columns[2],
          list(columns[3]),
          list(columns[4]));
    }

    private static List<String> list(@org.jspecify.annotations.Nullable String column) {
      return column == null || column.isEmpty() ? List.of() : List.of(column.split(","));
    }

    boolean fits(Words text, int i) {
      if (!text.standsAt(i, words) || (words.size() == 1 && text.isAcronym(i))) {
        return false;
      }
      String before = i > 0 && text.joinsNext(i - 1) ? text.lower(i - 1) : "";
      int last = i + words.size() - 1;
      boolean after =
          text.joinsNext(last)
              && notBefore.stream().map(Words::of).anyMatch(next -> text.standsAt(last + 1, next));
      boolean bound =
          !before.isEmpty()
              && notAfter.stream()
                  .anyMatch(
                      word -> word.equals("n't") ? before.endsWith("n't") : before.equals(word));
      return !after && !bound;
    }
  }
}
