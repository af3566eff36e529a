// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The named lists of `lists-entities`: names, places, companies, things. Immutable.
public final class Lists {
  private final Map<String, List<String>> lists = new HashMap<>();
  private final Corpus corpus;

  private Lists(Corpus corpus) {
    this.corpus = corpus;
  }

  /// Reads all lists of the folder.
  public static Lists read(Corpus corpus) {
    Lists lists = new Lists(corpus);
    corpus.read(
        "lists-entities",
        row -> {
          List<String> items = new ArrayList<>();
          row.path("items").forEach(item -> items.add(item.asText()));
          lists.lists.put(row.path("name").asText(), List.copyOf(items));
        });
    return lists;
  }

  /// The items of a list, matching `pattern` as a whole.
  ///
  /// @throws CorpusException there is no such list or nothing matches
  public List<String> items(String name, String pattern) {
    List<String> items =
        lists.getOrDefault(name, List.of()).stream()
            .filter(item -> item.matches(pattern))
            .distinct()
            .toList();
    if (items.isEmpty()) {
      throw new CorpusException(corpus.folder(), "lists-entities has no list " + name, null);
    }
    return items;
  }
}
