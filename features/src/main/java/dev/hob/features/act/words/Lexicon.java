// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.words;

import dev.hob.features.text.TextResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Verbs, synonyms and function words, from the lists beside this class. All look-ups are by stem;
/// phrases of up to three words are joined by one space. Read once; immutable.
public final class Lexicon {
  /// What a verb leaves behind.
  public enum Kind {
    READ,
    CHANGE,
    /// Switches something on.
    ON,
    /// Switches something off.
    OFF
  }

  private final Map<String, Set<String>> verbs = new HashMap<>();
  private final Map<String, Kind> kinds = new HashMap<>();
  private final Map<String, Kind> first = new HashMap<>();
  private final Map<String, Set<String>> groups = new HashMap<>();
  private final Map<String, Set<String>> members = new HashMap<>();
  private final Set<String> functions = new HashSet<>();

  private Lexicon() {}

  /// With the lists that Hob ships.
  public static Lexicon embedded() {
    Lexicon lexicon = new Lexicon();
    for (List<String> line : lines("verbs.txt")) {
      String name = line.getFirst();
      lexicon.kinds.put(name, Kind.valueOf(line.get(1).toUpperCase(Locale.ROOT)));
      for (String word : line.subList(2, line.size())) {
        put(lexicon.verbs, stems(word), name);
        lexicon.first.putIfAbsent(stems(word), lexicon.kind(name));
      }
    }
    for (List<String> line : lines("nouns.txt")) {
      String name = line.getFirst();
      for (String word : line) {
        put(lexicon.groups, stems(word), name);
        put(lexicon.members, name, stems(word));
      }
    }
    lines("functions.txt").forEach(lexicon.functions::addAll);
    return lexicon;
  }

  /// Classes of verbs that the word, or the words, may belong to; empty = no verb that is listed.
  public Set<String> verbClasses(String stems) {
    return verbs.getOrDefault(stems, Set.of());
  }

  /// @param verbClass one that [#verbClasses] names
  public Kind kind(String verbClass) {
    Kind kind = kinds.get(verbClass);
    if (kind == null) {
      throw new IllegalArgumentException(verbClass);
    }
    return kind;
  }

  /// What a verb does first of all; empty = no verb that is listed.
  public Optional<Kind> does(String stems) {
    return Optional.ofNullable(first.get(stems));
  }

  /// Stems that mean much the same as `stem`, without itself.
  public Set<String> synonyms(String stem) {
    Set<String> out = new HashSet<>();
    groups.getOrDefault(stem, Set.of()).forEach(group -> out.addAll(members.get(group)));
    out.remove(stem);
    return out;
  }

  /// Whether a word, in lower case, says nothing about which action is meant.
  public boolean isFunction(String lower) {
    return functions.contains(lower);
  }

  private static void put(Map<String, Set<String>> map, String key, String value) {
    map.computeIfAbsent(key, any -> new HashSet<>()).add(value);
  }

  /// `turn_on` → the stems of its words, joined by spaces.
  private static String stems(String words) {
    List<String> out = new ArrayList<>();
    for (String word : words.split("_")) {
      out.add(Stem.of(word));
    }
    return String.join(" ", out);
  }

  private static List<List<String>> lines(String name) {
    return TextResource.lines(Lexicon.class, name)
        .map(line -> List.of(line.strip().split("\\s+")))
        .toList();
  }
}
