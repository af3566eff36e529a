// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import dev.hob.features.text.TextResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs of words that are wrong wherever they stand, and what is meant. Immutable.
final class Phrases {
  private static final int LONGEST = 4;

  private final Map<List<String>, List<String>> table;

  private Phrases(Map<List<String>, List<String>> table) {
    this.table = table;
  }

  static Phrases embedded() {
    Map<List<String>, List<String>> table = new HashMap<>();
    for (String file : List.of("phrases.tsv", "phrases-mined.tsv")) {
      TextResource.lines(Phrases.class, file)
          .forEach(line -> {
            int tab = line.indexOf('\t');
            table.putIfAbsent(
                List.of(line.substring(0, tab).split(" ")),
                List.of(line.substring(tab + 1).split(" ")));
          });
    }
    return new Phrases(table);
  }

  /// The longest known run that begins at `at`, reduced to the words that change.
  Optional<Correction> at(SentenceTokens sentence, int at) {
    List<String> run = new ArrayList<>();
    Optional<Correction> found = Optional.empty();
    for (int i = at; i < Math.min(sentence.size(), at + LONGEST); i++) {
      SentenceTokens.Token token = sentence.get(i);
      boolean joined = i == at || sentence.isFollowedBySpace(i - 1);
      boolean ordinary = token.isLower() || i == 0 || token.text().equals("I");
      if (!token.isWord() || !token.open() || !joined || !ordinary) {
        break;
      }
      run.add(token.lower());
      List<String> right = table.get(run);
      if (right != null) {
        found = changed(sentence, at, run, right);
      }
    }
    return found;
  }

  private static Optional<Correction> changed(
      SentenceTokens sentence, int at, List<String> wrong, List<String> right) {
    int head = 0;
    int shorter = Math.min(wrong.size(), right.size());
    while (head < shorter && wrong.get(head).equals(right.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && wrong.get(wrong.size() - 1 - tail).equals(right.get(right.size() - 1 - tail))) {
      tail++;
    }
    if (wrong.size() - tail == head) {
      head = head > 0 ? head - 1 : head; // an insertion is written as a change of its neighbour
      tail = head == 0 && wrong.size() - tail == 0 ? tail - 1 : tail;
    }
    int from = at + head;
    int to = at + wrong.size() - tail - 1;
    if (to < from) {
      return Optional.empty();
    }
    List<String> words = right.subList(head, right.size() - tail);
    int start = sentence.get(from).start();
    int end = sentence.get(to).end();
    if (words.isEmpty()) {
      end = to + 1 < sentence.size() ? sentence.get(to + 1).start() : end;
    }
    String replacement = cased(String.join(" ", words), sentence.get(from));
    return Optional.of(
        new Correction(start, end, replacement, "grammar", "These words do not go together."));
  }

  private static String cased(String right, SentenceTokens.Token first) {
    if (right.isEmpty() || !Character.isUpperCase(first.text().charAt(0))) {
      return right;
    }
    return Character.toUpperCase(right.charAt(0)) + right.substring(1);
  }
}
