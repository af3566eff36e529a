// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.PromptForms;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.schema.SchemaException;
import dev.hob.features.prompt.PromptAction;
import dev.hob.features.prompt.PromptTurn;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.CorpusException;
import dev.hob.forge.corpus.Overlap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Scenes from the gathered sets: dialogues with services (`act-calls`) or single utterances with
/// intents (`act-intents`). A service is shown in its own words or in one of its paraphrases.
///
/// A row whose values stand neither in the utterance nor in what was said before (they are
/// normalized, or come from an answer that the row does not hold) is left out: calls point at
/// words.
final class ServiceScenes implements ActScene.Source {
  private static final int LONGEST = 30;

  /// Sources whose labels are no words (`reportbrokensoftware`).
  private static final Set<String> NOT_WORDS = Set.of("multidogo");

  private static final List<String> NUMBERS =
      List.of(
          "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

  /// An action as shown.
  ///
  /// @param parameters names in the schema, in the order of the prompt
  private record Known(String name, PromptAction shown, List<String> parameters) {}

  private record Saying(
      String app,
      List<PromptTurn> context,
      String utterance,
      int action,
      Map<Integer, String> said) {}

  private final String set;
  private final boolean dev;
  private final Overlap held;

  /// Wordings by service; each has the same actions with the same parameters in the same places.
  private final Map<String, List<List<Known>>> services = new TreeMap<>();

  private final List<String> apps;
  private final List<Saying> calls = new ArrayList<>();
  private final List<Saying> questions = new ArrayList<>();
  private final List<Saying> foreign = new ArrayList<>();

  /// @param set `act-calls` or `act-intents`
  ServiceScenes(String set, Corpus corpus, Overlap held, boolean dev) {
    this.set = set;
    this.held = held;
    this.dev = dev;
    corpus.read("act-catalogues", this::catalogue);
    corpus.read(set, this::row);
    apps = List.copyOf(services.keySet());
    if (calls.isEmpty() || apps.isEmpty()) {
      throw new CorpusException(corpus.folder(), set + " has no utterance of a catalogue", null);
    }
  }

  private void catalogue(JsonNode row) {
    String variant = row.path("variant").asText("v0");
    String app = row.path("app").asText();
    boolean intents = variant.equals("derived");
    if (intents != set.equals("act-intents") || NOT_WORDS.contains(row.path("source").asText())) {
      return;
    }
    List<Known> actions = new ArrayList<>();
    for (JsonNode action : row.path("actions")) {
      try {
        ParameterSchema schema = ParameterSchema.read(action.path("parameters"));
        String name = action.path("name").asText();
        String about = action.path("description").asText("");
        boolean told = !PromptForms.words(name).equalsIgnoreCase(about.replace('_', ' '));
        actions.add(
            new Known(
                name,
                PromptForms.action(name, told ? about : "", schema),
                schema.parameters().stream().map(Parameter::name).toList()));
      } catch (SchemaException unknown) {
        return;
      }
    }
    // Paraphrases are named by the service's name and their number.
    boolean paraphrase = !intents && !variant.equals("v0");
    String service = paraphrase ? app.substring(0, app.length() - 1) : app;
    List<List<Known>> wordings = services.computeIfAbsent(service, s -> new ArrayList<>());
    if (wordings.isEmpty() || alike(wordings.getFirst(), actions)) {
      wordings.add(actions);
    }
  }

  private static boolean alike(List<Known> a, List<Known> b) {
    return a.size() == b.size()
        && IntStream.range(0, a.size())
            .allMatch(i -> a.get(i).parameters().size() == b.get(i).parameters().size());
  }

  private void row(JsonNode row) {
    String utterance = row.path("utterance").asText("").strip();
    int words = Batch.count(utterance);
    boolean part = (Dice.of(1, row.path("id").asText(), 0).below(20) == 0) == dev;
    if (!part || words < 2 || words > LONGEST || held.touches(utterance)) {
      return;
    }
    String app = row.path("app").asText(row.path("source").asText());
    List<List<Known>> wordings = services.get(app);
    if (wordings == null) {
      return;
    }
    List<PromptTurn> context = new ArrayList<>();
    row.path("context")
        .forEach(t -> context.add(new PromptTurn(t.path("who").asText(), t.path("text").asText())));
    JsonNode call = row.path("call");
    String name = call.path("name").asText(row.path("label").asText(""));
    if (name.isEmpty()) {
      foreign.add(new Saying(app, context, utterance, -1, Map.of()));
      return;
    }
    Map<String, String> arguments = new HashMap<>();
    call.path("arguments").properties().forEach(a -> arguments.put(a.getKey(), text(a.getValue())));
    row.path("slots")
        .forEach(s -> arguments.put(s.path("name").asText(), s.path("value").asText()));
    add(wordings.getFirst(), new Saying(app, context, utterance, 0, Map.of()), name, arguments);
  }

  private static String text(JsonNode value) {
    return value.isBoolean() ? (value.asBoolean() ? "yes" : "no") : value.asText();
  }

  private void add(List<Known> actions, Saying saying, String name, Map<String, String> arguments) {
    for (int i = 0; i < actions.size(); i++) {
      Known action = actions.get(i);
      if (!action.name().equals(name)) {
        continue;
      }
      Map<Integer, String> said = new TreeMap<>();
      for (Map.Entry<String, String> argument : arguments.entrySet()) {
        int place = action.parameters().indexOf(argument.getKey());
        String words = place < 0 ? "" : words(saying, action.shown(), place, argument.getValue());
        if (words.isEmpty()) {
          return;
        }
        said.put(place + 1, words);
      }
      boolean asks = ActTasks.missing(action.shown(), said) > 0;
      (asks ? questions : calls)
          .add(new Saying(saying.app(), saying.context(), saying.utterance(), i, said));
      return;
    }
  }

  /// The words that give a value; empty if there are none.
  private static String words(Saying saying, PromptAction action, int place, String value) {
    List<String> choices = action.parameters().get(place).choices();
    if (!choices.isEmpty()) {
      String wanted = value.replace('_', ' ');
      return choices.stream().filter(wanted::equalsIgnoreCase).findFirst().orElse("");
    }
    List<String> texts = new ArrayList<>(List.of(saying.utterance()));
    saying.context().reversed().forEach(turn -> texts.add(turn.text()));
    return texts.stream().map(t -> said(t, value)).filter(w -> !w.isEmpty()).findFirst().orElse("");
  }

  /// The value as it stands in a text, or its number word; empty if neither does.
  private static String said(String text, String value) {
    String lower = text.toLowerCase(Locale.ROOT);
    String wanted = value.toLowerCase(Locale.ROOT);
    if (wanted.matches("[0-9]|10") && !lower.matches(".*\\b" + wanted + "\\b.*")) {
      wanted = NUMBERS.get(Integer.parseInt(wanted));
    }
    int at = wanted.isEmpty() ? -1 : lower.indexOf(wanted);
    boolean whole =
        at >= 0
            && lower.length() == text.length()
            && (at == 0 || !Character.isLetterOrDigit(lower.charAt(at - 1)))
            && (at + wanted.length() == lower.length()
                || !Character.isLetterOrDigit(lower.charAt(at + wanted.length())));
    return whole ? text.substring(at, at + wanted.length()) : "";
  }

  @Override
  public ActScene scene(Dice dice) {
    boolean none = !foreign.isEmpty() && dice.chance(0.12);
    // Openings of dialogues mostly lack something: drawn as they come they would teach to ask.
    List<Saying> rest = !questions.isEmpty() && dice.chance(0.2) ? questions : calls;
    Saying saying = dice.pick(none ? foreign : rest);
    List<Known> service = dice.pick(services.getOrDefault(saying.app(), List.of(List.of())));
    Optional<PromptAction> right =
        saying.action() < 0 ? Optional.empty() : Optional.of(service.get(saying.action()).shown());
    return new ActScene(
        set + (none ? "-none" : ""),
        saying.context(),
        saying.utterance(),
        right,
        saying.said(),
        beside(saying, service));
  }

  /// Near: another of the service. Distant: one of a service of another domain, since `Hotels_1`
  /// and `Hotels_2` have actions that fit each other's utterances.
  private ActScene.Beside beside(Saying saying, List<Known> service) {
    Set<String> drawn = new HashSet<>(Set.of(saying.app() + " " + saying.action()));
    String domain = domain(saying.app());
    return (dice, near) -> {
      String app = near ? saying.app() : dice.pick(apps);
      List<Known> from = near ? service : dice.pick(services.getOrDefault(app, List.of(service)));
      int other = dice.below(from.size());
      return (!near && domain(app).equals(domain)) || !drawn.add(app + " " + other)
          ? Optional.empty()
          : Optional.of(from.get(other).shown());
    };
  }

  private static String domain(String app) {
    return app.replaceFirst("_?[0-9]+$", "");
  }
}
