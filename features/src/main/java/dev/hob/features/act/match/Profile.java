// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.PromptForms;
import dev.hob.features.act.rank.Candidate;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Lexicon.Kind;
import dev.hob.features.act.words.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The words that speak for an action, each with the weight of the place where it stands.
///
/// @param name stems of its name
/// @param verbs classes of the verbs of its name and of the first word of its description
/// @param about stems of its description
/// @param app stems of what its app is called
/// @param words stem → weight
record Profile(
    Candidate candidate,
    List<String> name,
    List<String> about,
    Set<String> app,
    Set<String> verbs,
    Map<String, Double> words) {
  private static final double NAME = 2.0;
  private static final double MEMBER = 1.6;
  private static final double PARAMETER = 1.0;
  private static final double DESCRIPTION = 1.0;
  private static final double ABOUT_PARAMETER = 0.4;
  private static final double APP = 0.3;

  static Profile of(Candidate candidate, Lexicon lexicon) {
    Map<String, Double> words = new HashMap<>();
    List<String> name = stems(PromptForms.words(candidate.action().name()), lexicon);
    List<String> description = stems(candidate.action().description(), lexicon);
    Set<String> verbs = new HashSet<>(verbs(PromptForms.words(candidate.action().name()), lexicon));
    verbs.addAll(opening(candidate.action().description(), lexicon));
    boolean off = name(candidate).contains("off");
    boolean on = name(candidate).contains("on");
    if (on != off) {
      verbs.removeIf(verb -> lexicon.kind(verb) == (on ? Kind.OFF : Kind.ON));
      verbs.add(on ? "on" : "off");
    }
    Set<String> app = new HashSet<>(stems(candidate.action().appName(), lexicon));
    app.addAll(stems(PromptForms.words(candidate.action().app()), lexicon));
    put(words, List.copyOf(app), APP);
    for (Parameter parameter : candidate.schema().parameters()) {
      put(words, stems(parameter.description(), lexicon), ABOUT_PARAMETER);
      put(words, stems(PromptForms.words(parameter.name()), lexicon), PARAMETER);
      if (parameter.type() instanceof OneOf(List<JsonNode> members)) {
        members.forEach(member -> put(words, stems(PromptForms.words(member), lexicon), MEMBER));
      }
    }
    put(words, description, DESCRIPTION);
    put(words, name, NAME);
    return new Profile(candidate, name, description, app, Set.copyOf(verbs), Map.copyOf(words));
  }

  private static List<String> name(Candidate candidate) {
    return List.of(PromptForms.words(candidate.action().name()).split(" "));
  }

  /// The verb with which a description begins.
  private static Set<String> opening(String description, Lexicon lexicon) {
    List<Token> tokens = Token.of(description);
    if (tokens.isEmpty()) {
      return Set.of();
    }
    String first = tokens.getFirst().stem();
    String two = tokens.size() > 1 ? first + " " + tokens.get(1).stem() : "";
    Set<String> classes = lexicon.verbClasses(two);
    return classes.isEmpty() ? lexicon.verbClasses(first) : classes;
  }

  /// Verbs stand first, last as in `weather.get`, or after a prefix as in `hass turn on`.
  private static Set<String> verbs(String name, Lexicon lexicon) {
    List<String> stems = Token.of(name).stream().map(Token::stem).toList();
    for (int i = 0; i < stems.size(); i++) {
      String two = i + 1 < stems.size() ? stems.get(i) + " " + stems.get(i + 1) : "";
      Set<String> classes = lexicon.verbClasses(two);
      if (classes.isEmpty()) {
        classes = lexicon.verbClasses(stems.get(i));
      }
      if (!classes.isEmpty()) {
        return classes;
      }
    }
    return Set.of();
  }

  /// Whether it has a parameter that says whether something shall be on.
  boolean hasSwitch() {
    return candidate.schema().parameters().stream().anyMatch(ListedSlots::isSwitch);
  }

  private static List<String> stems(String text, Lexicon lexicon) {
    List<String> out = new ArrayList<>();
    for (Token token : Token.of(text)) {
      if (token.isWord() && !lexicon.isFunction(token.lower())) {
        out.add(token.stem());
      }
    }
    return out;
  }

  private static void put(Map<String, Double> words, List<String> stems, double weight) {
    stems.forEach(stem -> words.merge(stem, weight, Math::max));
  }
}
