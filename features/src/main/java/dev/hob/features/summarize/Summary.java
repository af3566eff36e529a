// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.summarize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.helper.TextUnit;
import dev.hob.features.prompt.Clause;
import java.util.ArrayList;
import java.util.List;

/// The clauses of an answer and how they read together. Immutable.
record Summary(List<Told> told) {
  Summary {
    told = List.copyOf(told);
  }

  /// @param ids of the sentences or turns it comes from
  record Told(String text, List<String> ids) {
    Told {
      ids = List.copyOf(ids);
    }
  }

  /// Sentences as they stand; neighbours of one speaker under one name.
  static Summary quoting(List<TextUnit> units) {
    List<Told> out = new ArrayList<>();
    String speaker = "";
    for (TextUnit unit : units) {
      boolean goesOn = !unit.speaker().isEmpty() && unit.speaker().equals(speaker);
      if (goesOn && out.getLast().ids().equals(List.of(unit.id()))) {
        Told last = out.removeLast();
        out.add(new Told(last.text() + " " + unit.sentence(), last.ids()));
      } else {
        out.add(new Told(goesOn ? unit.sentence() : unit.spoken(), List.of(unit.id())));
      }
      speaker = unit.speaker();
    }
    return new Summary(out);
  }

  /// A model's clauses before their sources are known.
  static Summary of(List<Clause> clauses) {
    return new Summary(clauses.stream().map(c -> new Told(c.text(), List.of())).toList());
  }

  static Summary joined(List<Summary> parts) {
    return new Summary(parts.stream().flatMap(part -> part.told().stream()).toList());
  }

  /// As a person reads it: each clause a sentence.
  String text() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < told.size(); i++) {
      String clause = told.get(i).text();
      out.append(i > 0 ? " " : "").append(clause);
      boolean last = i == told.size() - 1;
      if (!last && ".!?:;…".indexOf(clause.charAt(clause.length() - 1)) < 0) {
        out.append('.');
      }
    }
    return out.toString();
  }

  /// The same with the last clauses left out until it fits; what is cut inside shows it by "…".
  Summary within(int maxChars) {
    List<Told> kept = new ArrayList<>(told);
    while (kept.size() > 1 && new Summary(kept).text().length() > maxChars) {
      kept.removeLast();
    }
    Told first = kept.getFirst();
    if (first.text().length() <= maxChars) {
      return new Summary(kept);
    }
    int room = maxChars - 1;
    int end = first.text().lastIndexOf(' ', room);
    String cut = first.text().substring(0, end > 0 ? end : safe(first.text(), room));
    return new Summary(List.of(new Told(cut.stripTrailing() + "…", first.ids())));
  }

  /// Not between the halves of a surrogate pair.
  private static int safe(String text, int end) {
    return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
  }

  ObjectNode output() {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.put("summary", text());
    ArrayNode points = output.putArray("keyPoints");
    if (told.size() > 1) {
      told.forEach(clause -> points.add(clause.text()));
    }
    ArrayNode sources = output.putArray("sources");
    for (Told clause : told) {
      ArrayNode ids = sources.addObject().put("clause", clause.text()).putArray("ids");
      clause.ids().forEach(ids::add);
    }
    return output;
  }
}
