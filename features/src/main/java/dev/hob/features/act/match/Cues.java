// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import dev.hob.features.act.PromptForms;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Stem;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What speaks for a value being this parameter's: words of its name and description, and the
/// prepositions that go with what it is.
///
/// @param names words of its name, lower case
/// @param name their stems
/// @param about stems of its description that tell something
/// @param related stems that mean much the same as its name
record Cues(
    Parameter parameter,
    List<String> names,
    Set<String> name,
    Set<String> about,
    Set<String> related,
    Sort sort) {
  /// What a string is, as far as its name tells.
  enum Sort {
    TIME,
    DATE,
    PLACE,
    PERSON,
    TITLE,
    TEXT,
    QUERY,
    OTHER
  }

  /// Sorts in the order in which names are tried, with the words that tell.
  private static final Map<Sort, Set<String>> WORDS =
      new EnumMap<>(
          Map.of(
              Sort.TIME,
              Set.of("time", "hour", "when", "until", "till", "clock", "alarm"),
              Sort.DATE,
              Set.of("date", "day", "deadline", "due", "birthday"),
              Sort.PLACE,
              Set.of(
                  "city",
                  "location",
                  "place",
                  "country",
                  "town",
                  "address",
                  "destination",
                  "origin",
                  "area",
                  "where",
                  "station",
                  "airport",
                  "room",
                  "street",
                  "state",
                  "region",
                  "pickup",
                  "folder",
                  "directory",
                  "notebook",
                  "playlist",
                  "list",
                  "album"),
              Sort.PERSON,
              Set.of(
                  "person",
                  "contact",
                  "recipient",
                  "assignee",
                  "to",
                  "who",
                  "artist",
                  "director",
                  "author",
                  "receiver",
                  "user",
                  "username",
                  "friend",
                  "attendee",
                  "guest",
                  "actor",
                  "stylist",
                  "doctor",
                  "dentist",
                  "cast",
                  "singer",
                  "with",
                  "owner"),
              Sort.TITLE,
              Set.of(
                  "name",
                  "title",
                  "label",
                  "subject",
                  "file",
                  "filename",
                  "path",
                  "app",
                  "song",
                  "track",
                  "movie",
                  "event"),
              Sort.TEXT,
              Set.of(
                  "text",
                  "message",
                  "body",
                  "content",
                  "note",
                  "comment",
                  "description",
                  "summary",
                  "reason",
                  "task",
                  "reminder"),
              Sort.QUERY,
              Set.of(
                  "query",
                  "words",
                  "search",
                  "find",
                  "keyword",
                  "keywords",
                  "term",
                  "topic",
                  "question",
                  "phrase")));

  /// Points of a piece of text with this preposition in front of it; `-` = none.
  private static final Map<Sort, Map<String, Double>> PREPOSITIONS =
      Map.of(
          Sort.TIME, points("at 2 by 1.5 until 1.5 till 1.5 around 1.5 from 1 for 1"),
          Sort.DATE, points("on 2 by 1.5 until 1.5 for 1 from 1 in 0.5"),
          Sort.PLACE,
              points(
                  "in 2 at 2 near 2 around 2 to 1.2 from 1.2 into 1.2 for 1 - 0.8 of 0.8 on 0.8"),
          Sort.PERSON, points("to 2 for 2 with 2 by 2 from 1.2 - 0.6 of 0.6"),
          Sort.TITLE, points("called 4 named 4 titled 4 as 2 for 2 to 1 - 1 in 0.8 of 0.8"),
          Sort.TEXT, points("saying 4 that 3 - 1.2 about 1.2 with 0.8 for 0.4 to 0.2"),
          Sort.QUERY, points("about 3 for 2 - 1 on 1 of 0.8"),
          Sort.OTHER,
              points("- 1 of 1 as 1 with 0.8 for 0.7 in 0.7 to 0.7 by 0.5 from 0.5 on 0.5"));

  private static Map<String, Double> points(String table) {
    Map<String, Double> out = new HashMap<>();
    String[] cells = table.split(" ");
    for (int i = 0; i < cells.length; i += 2) {
      out.put(cells[i].equals("-") ? "" : cells[i], Double.valueOf(cells[i + 1]));
    }
    return Map.copyOf(out);
  }

  private static final Set<String> ORIGIN =
      Set.of("origin", "from", "source", "departure", "leaving", "start", "sender");
  private static final Set<String> TARGET =
      Set.of("destination", "to", "target", "arrival", "going", "end", "dest", "recipient", "with");

  static Cues of(Parameter parameter, Lexicon lexicon) {
    List<String> names = List.of(PromptForms.words(parameter.name()).split(" "));
    Set<String> name = new HashSet<>();
    Set<String> related = new HashSet<>();
    for (String word : names) {
      name.add(Stem.of(word));
      related.addAll(lexicon.synonyms(Stem.of(word)));
    }
    Set<String> about = new HashSet<>();
    for (String word : parameter.description().toLowerCase(Locale.ROOT).split("[^a-z0-9]+")) {
      if (!word.isEmpty() && !lexicon.isFunction(word)) {
        about.add(Stem.of(word));
      }
    }
    return new Cues(parameter, names, name, about, related, sort(names, about));
  }

  /// How well a piece of text with `preposition` in front of it ("" = none) fits.
  double preposition(String preposition) {
    double own = PREPOSITIONS.getOrDefault(sort, Map.of()).getOrDefault(preposition, 0.0);
    if (!preposition.isEmpty() && names.contains(preposition)) {
      return 4;
    }
    boolean origin = names.stream().anyMatch(ORIGIN::contains);
    boolean target = names.stream().anyMatch(TARGET::contains);
    return switch (preposition) {
      case "from" -> origin ? 3.5 : target ? -1 : own;
      case "to", "into" -> target ? 3.5 : origin ? -1 : own;
      default -> own;
    };
  }

  boolean isMoment() {
    return sort == Sort.TIME || sort == Sort.DATE;
  }

  private static Sort sort(List<String> names, Set<String> about) {
    // The last word of a name says what it is: `departure date`, `city name`.
    for (int i = names.size() - 1; i >= 0; i--) {
      for (Sort sort : Sort.values()) {
        if (WORDS.getOrDefault(sort, Set.of()).contains(names.get(i))) {
          boolean generic = sort == Sort.TITLE && names.get(i).equals("name") && i > 0;
          if (!generic) {
            return sort;
          }
        }
      }
    }
    for (Sort sort : List.of(Sort.TIME, Sort.DATE, Sort.PLACE)) {
      if (WORDS.getOrDefault(sort, Set.of()).stream().map(Stem::of).anyMatch(about::contains)) {
        return sort;
      }
    }
    return names.contains("name") ? Sort.TITLE : Sort.OTHER;
  }
}
