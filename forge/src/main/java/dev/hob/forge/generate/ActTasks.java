// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.CorpusException;
import dev.hob.forge.corpus.Overlap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Actions in the native form, small: a few actions, one utterance; a call whose values are words
/// of the utterance, a question, or nothing.
///
/// From dialogues with schemas (`act-calls`) and intents with slots (`act-intents`); the right
/// action stands among one to three others, in random order. A row whose values are not in the
/// utterance (they came earlier in the talk, or are normalized) is left out: this form points at
/// words.
final class ActTasks implements Task.Source {
  private static final int WORDS = 70;
  private static final List<String> NUMBERS =
      List.of(
          "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

  /// One action of a catalogue.
  private record Action(String name, String description, List<Parameter> parameters) {}

  private record Parameter(String name, String type, List<String> values, boolean required) {}

  /// What was said and what is right.
  ///
  /// @param app catalogue
  /// @param action name; empty = none fits
  /// @param arguments parameter to the words of the utterance
  private record Saying(
      String app, String utterance, String action, Map<String, String> arguments) {}

  private final long seed;
  private final Map<String, List<Action>> catalogues = new HashMap<>();
  private final List<Action> all = new ArrayList<>();
  private final List<Saying> sayings = new ArrayList<>();

  ActTasks(long seed, Corpus corpus, Overlap held, boolean dev) {
    this.seed = seed;
    corpus.read("act-catalogues", this::catalogue);
    corpus.read("act-calls", row -> say(row, held, dev, row.path("call")));
    corpus.read("act-intents", row -> say(row, held, dev, row));
    sayings.removeIf(saying -> !fits(saying));
    if (sayings.isEmpty()) {
      throw new CorpusException(corpus.folder(), "no utterance fits its catalogue", null);
    }
  }

  private void catalogue(JsonNode row) {
    if (!row.path("variant").asText("v0").equals("v0")) {
      return;
    }
    List<Action> actions = new ArrayList<>();
    for (JsonNode action : row.path("actions")) {
      actions.add(
          new Action(
              action.path("name").asText(),
              action.path("description").asText(""),
              parameters(action.path("parameters"))));
    }
    catalogues.put(row.path("app").asText(), actions);
    all.addAll(actions);
  }

  private static List<Parameter> parameters(JsonNode schema) {
    List<Parameter> parameters = new ArrayList<>();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      List<String> values = new ArrayList<>();
      field.getValue().path("enum").forEach(value -> values.add(value.asText()));
      parameters.add(
          new Parameter(
              field.getKey(),
              field.getValue().path("type").asText("string"),
              values.size() > 5 ? List.of() : values,
              required.contains(field.getKey())));
    }
    return parameters;
  }

  private void say(JsonNode row, Overlap held, boolean dev, JsonNode call) {
    String utterance = row.path("utterance").asText("").strip();
    String app = row.path("app").asText("");
    boolean part = (Dice.of(1, row.path("id").asText(), 0).below(20) == 0) == dev;
    int words = Batch.count(utterance);
    if (!part
        || words < 2
        || words > 30
        || row.path("context").size() > 0
        || held.touches(utterance)) {
      return;
    }
    if (row.has("label")) {
      intent(row, app, utterance);
    } else if (call.isObject()) {
      Map<String, String> arguments = new TreeMap<>();
      for (Map.Entry<String, JsonNode> argument : call.path("arguments").properties()) {
        String said = said(utterance, argument.getValue().asText());
        if (said.isEmpty()) {
          return;
        }
        arguments.put(argument.getKey(), said);
      }
      sayings.add(new Saying(app, utterance, call.path("name").asText(), arguments));
    }
  }

  private void intent(JsonNode row, String app, String utterance) {
    Map<String, String> arguments = new TreeMap<>();
    for (JsonNode slot : row.path("slots")) {
      String said = said(utterance, slot.path("value").asText());
      if (said.isEmpty()) {
        return;
      }
      arguments.put(slot.path("name").asText(), said);
    }
    // Thousands of rows of one catalogue: a third will do.
    if (Dice.of(2, utterance, 0).below(3) == 0) {
      sayings.add(new Saying(app, utterance, row.path("label").asText(""), arguments));
    }
  }

  /// The words of the utterance that give a value: itself or its number word; empty if neither.
  private static String said(String utterance, String value) {
    String lower = utterance.toLowerCase(Locale.ROOT);
    String wanted = value.toLowerCase(Locale.ROOT);
    if (wanted.matches("[0-9]|10") && !lower.matches(".*\\b" + wanted + "\\b.*")) {
      wanted = NUMBERS.get(Integer.parseInt(wanted));
    }
    int at = wanted.isEmpty() ? -1 : lower.indexOf(wanted);
    boolean whole =
        at >= 0
            && (at == 0 || !Character.isLetterOrDigit(lower.charAt(at - 1)))
            && (at + wanted.length() == lower.length()
                || !Character.isLetterOrDigit(lower.charAt(at + wanted.length())));
    return whole ? utterance.substring(at, at + wanted.length()) : "";
  }

  @Override
  public Task at(long index) {
    Dice dice = Dice.of(seed, "act", index);
    Saying saying = dice.pick(sayings);
    // Openings of dialogues mostly lack something: too many questions would teach to ask always.
    for (int i = 0; i < 8 && asks(saying) && dice.chance(0.7); i++) {
      saying = dice.pick(sayings);
    }
    return task(dice, saying, right(saying), catalogues.getOrDefault(saying.app(), List.of()));
  }

  /// The right action; empty if none fits or the catalogue lacks it.
  private List<Action> right(Saying saying) {
    return catalogues.getOrDefault(saying.app(), List.of()).stream()
        .filter(action -> action.name().equals(saying.action()))
        .limit(1)
        .toList();
  }

  /// Whether the catalogue has the action, it knows all the arguments and is short enough.
  private boolean fits(Saying saying) {
    List<Action> right = right(saying);
    return right.isEmpty()
        ? saying.action().isEmpty()
        : words(right.getFirst()) <= WORDS
            && right.getFirst().parameters().stream()
                .map(Parameter::name)
                .toList()
                .containsAll(saying.arguments().keySet());
  }

  private boolean asks(Saying saying) {
    return right(saying).stream()
        .flatMap(action -> action.parameters().stream())
        .anyMatch(p -> p.required() && !saying.arguments().containsKey(p.name()));
  }

  private static int words(Action action) {
    int words = Batch.count(spoken(action.name())) + Batch.count(action.description());
    for (Parameter parameter : action.parameters()) {
      words += 2 + Batch.count(spoken(parameter.name())) + 2 * parameter.values().size();
    }
    return words;
  }

  private Task task(Dice dice, Saying saying, List<Action> right, List<Action> own) {
    // One time in eight the right action is not offered.
    boolean withheld = !right.isEmpty() && dice.chance(0.12);
    List<Action> shown = new ArrayList<>(withheld ? List.of() : right);
    int words = shown.stream().mapToInt(ActTasks::words).sum();
    int others = dice.between(1, 3);
    for (int i = 0; i < 12 && others > 0; i++) {
      boolean near = dice.chance(0.5) && !own.isEmpty() && !withheld && !right.isEmpty();
      Action other = dice.pick(near ? own : all);
      boolean fresh = !shown.contains(other) && !right.contains(other);
      boolean foreign = near || !own.contains(other);
      if (fresh && foreign && words + words(other) <= 2 * WORDS) {
        shown.add(other);
        words += words(other);
        others--;
      }
    }
    dice.shuffle(shown);
    Piece.Line prompt = new Piece.Line().special("bos", "act");
    for (int i = 0; i < shown.size(); i++) {
      action(prompt, i + 1, shown.get(i));
    }
    prompt.special("in", "user").value(saying.utterance()).special("/in", "out");
    Piece.Line answer = new Piece.Line();
    int at = right.isEmpty() ? -1 : shown.indexOf(right.getFirst());
    String template = answer(answer, at, right, saying);
    return new Task("act", template, prompt.pieces(), answer.special("eos").pieces());
  }

  private static void action(Piece.Line line, int number, Action action) {
    String about = action.description().isEmpty() ? "" : ": " + action.description();
    line.special("action", Integer.toString(number)).value(spoken(action.name()) + about);
    for (int i = 0; i < action.parameters().size(); i++) {
      Parameter parameter = action.parameters().get(i);
      line.special("par", Integer.toString(i + 1)).value(spoken(parameter.name()));
      if (parameter.values().isEmpty()) {
        line.special("type").value(parameter.type());
      }
      parameter.values().forEach(value -> line.special("enum").value(value));
      if (parameter.required()) {
        line.special("req");
      }
    }
  }

  private static String answer(Piece.Line line, int at, List<Action> right, Saying saying) {
    if (at < 0) {
      line.special("none");
      return "none";
    }
    List<Parameter> parameters = right.getFirst().parameters();
    String number = Integer.toString(at + 1);
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      if (parameter.required() && !saying.arguments().containsKey(parameter.name())) {
        line.special("ask", number, "par", Integer.toString(i + 1))
            .value("Which " + spoken(parameter.name()) + "?");
        return "ask";
      }
    }
    line.special("call", number);
    for (int i = 0; i < parameters.size(); i++) {
      String value = saying.arguments().get(parameters.get(i).name());
      if (value != null) {
        line.special("par", Integer.toString(i + 1), "val").value(value);
      }
    }
    return "call";
  }

  /// `start_timer` and `StartTimer` as words.
  private static String spoken(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1 $2")
        .replaceAll("[_:.]+", " ")
        .toLowerCase(Locale.ROOT)
        .strip();
  }
}
