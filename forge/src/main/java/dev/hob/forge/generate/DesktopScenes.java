// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.act.PromptForms;
import dev.hob.features.prompt.PromptAction;
import dev.hob.features.prompt.PromptParameter;
import dev.hob.features.prompt.PromptTurn;
import dev.hob.forge.generate.ActionGrammar.Kind;
import dev.hob.forge.generate.ActionGrammar.Line;
import dev.hob.forge.generate.ActionGrammar.Slot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Scenes from the action grammar: orders, questions, answers to a question, orders that are only
/// quoted, asked about or forbidden, and talk. Lines are split into training and development.
final class DesktopScenes implements ActScene.Source {
  private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)\\}");
  private static final List<String> ORDERS =
      List.of(
          "please %s",
          "can you %s",
          "could you %s please",
          "%s please",
          "I want you to %s",
          "now %s",
          "would you %s",
          "ok, %s",
          "%s for me");

  /// An order in these frames is none.
  private static final List<String> NO_ORDERS =
      List.of(
          "how do I %s?",
          "how can I %s?",
          "do not %s",
          "please don't %s",
          "what happens when I %s?",
          "should I %s?",
          "I will %s myself",
          "the mail says \"%s\"",
          "what does \"%s\" mean?",
          "he asked me to \"%s\", why?",
          "why would anybody %s?",
          "never %s again",
          "it is hard to %s");

  private final List<Kind> kinds;
  private final List<String> talk;
  private final Values values;

  DesktopScenes(ActionGrammar grammar, Values values, boolean dev) {
    this.values = values;
    kinds =
        grammar.kinds().stream()
            .map(kind ->
                kind.with(kind.lines().stream().filter(l -> held(l.text()) == dev).toList()))
            .toList();
    talk = EventGrammar.lines("chat.txt").stream().filter(l -> held(l) == dev).toList();
  }

  static boolean held(String line) {
    return Dice.of(1, line, 0).below(10) == 0;
  }

  @Override
  public ActScene scene(Dice dice) {
    Kind kind = dice.pick(kinds);
    while (kind.lines().isEmpty()) {
      kind = dice.pick(kinds);
    }
    if (dice.chance(0.07)) {
      String words = values.new Filling(dice).fill(dice.pick(talk));
      return scene(dice, kind, "talk", words, Optional.empty(), Map.of());
    }
    PromptAction shown = show(dice, kind);
    Line line = line(dice, kind);
    Said said = say(dice, kind, line);
    if (line.order() && dice.chance(0.08)) {
      String framed = dice.pick(NO_ORDERS).formatted(said.text());
      return scene(dice, kind, "no-order", framed, Optional.empty(), Map.of());
    }
    List<Slot> asked = kind.slots().stream().filter(s -> open(s, line)).toList();
    if (!asked.isEmpty() && dice.chance(0.35)) {
      return answered(dice, kind, shown, said, asked.getFirst());
    }
    String framed =
        line.order() && dice.chance(0.45) ? dice.pick(ORDERS).formatted(said.text()) : said.text();
    String template = "desktop-" + kind.names().getFirst();
    return scene(dice, kind, template, framed, Optional.of(shown), said.places(kind));
  }

  /// One of the lines; those that lack something are few and drawn more often.
  private static Line line(Dice dice, Kind kind) {
    List<Line> lacking =
        kind.lines().stream()
            .filter(l -> kind.slots().stream().anyMatch(s -> s.required() && !l.gives(s.name())))
            .toList();
    return dice.pick(lacking.isEmpty() || !dice.chance(0.2) ? kind.lines() : lacking);
  }

  /// A required parameter that the line lacks and that words can give.
  private static boolean open(Slot slot, Line line) {
    return slot.required() && slot.choices().isEmpty() && !line.gives(slot.name());
  }

  /// The order lacked something, Hob asked, and this is the answer.
  private ActScene answered(Dice dice, Kind kind, PromptAction shown, Said said, Slot slot) {
    ActValues.Value value = draw(dice, slot);
    String name = shown.parameters().get(kind.slots().indexOf(slot)).name();
    String question =
        dice.pick("Which %s?", "What is the %s?", "Please say the %s.", "%s?").formatted(name);
    List<PromptTurn> context =
        List.of(
            new PromptTurn(PromptTurn.USER, dressed(dice, said.text())),
            new PromptTurn(PromptTurn.ASSISTANT, question));
    Map<String, String> all = new HashMap<>(said.values());
    all.put(slot.name(), value.words());
    String text =
        dice.pick("%s", "%s", "%s please", "it is %s", "%s, thanks").formatted(value.text());
    String utterance = dressed(dice, text);
    return new ActScene(
        "desktop-answered",
        context,
        utterance,
        Optional.of(shown),
        asSaid(context.getFirst().text(), asSaid(utterance, new Said(text, all).places(kind))),
        beside(kind));
  }

  private ActScene scene(
      Dice dice,
      Kind kind,
      String template,
      String text,
      Optional<PromptAction> right,
      Map<Integer, String> values) {
    String utterance = dressed(dice, text);
    return new ActScene(
        template, List.of(), utterance, right, asSaid(utterance, values), beside(kind));
  }

  /// A value that opens the text has the text's capital.
  private static Map<Integer, String> asSaid(String text, Map<Integer, String> values) {
    Map<Integer, String> said = new TreeMap<>();
    values.forEach((place, words) -> {
      boolean opens =
          !text.contains(words) && text.regionMatches(true, 0, words, 0, words.length());
      said.put(place, opens ? text.substring(0, words.length()) : words);
    });
    return said;
  }

  /// As people type: with a capital or without, with a full stop or without.
  private static String dressed(Dice dice, String text) {
    String out =
        dice.chance(0.4) ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) : text;
    boolean question =
        out.matches("(?i)(what|how|where|which|who|is|am|did|do|have|will|in which)\\b.*");
    boolean marked = out.matches(".*[.?!\"]");
    return marked || !dice.chance(0.3) ? out : out + (question ? "?" : dice.pick(".", ".", "!"));
  }

  private record Said(String text, Map<String, String> values) {
    /// Values by place of the parameter, from 1.
    Map<Integer, String> places(Kind kind) {
      Map<Integer, String> places = new TreeMap<>();
      for (int i = 0; i < kind.slots().size(); i++) {
        String value = values.get(kind.slots().get(i).name());
        if (value != null) {
          places.put(i + 1, value);
        }
      }
      return places;
    }
  }

  private Said say(Dice dice, Kind kind, Line line) {
    Map<String, String> said = new HashMap<>(line.implied());
    String text =
        PLACE
            .matcher(line.text())
            .replaceAll(m -> Matcher.quoteReplacement(value(dice, kind, m.group(1), said)));
    return new Said(text, said);
  }

  private String value(Dice dice, Kind kind, String name, Map<String, String> said) {
    Slot slot =
        kind.slots().stream()
            .filter(s -> s.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(kind.names() + " has no slot " + name));
    ActValues.Value value = draw(dice, slot);
    for (int i = 0; i < 8 && said.containsValue(value.words()); i++) {
      value = draw(dice, slot);
    }
    said.put(name, value.words());
    return value.text();
  }

  private ActValues.Value draw(Dice dice, Slot slot) {
    return slot.choices().isEmpty()
        ? ActValues.draw(dice, values.new Filling(dice), slot.kind())
        : new ActValues.Value(dice.pick(slot.choices()), "");
  }

  /// The action in one of its wordings.
  private static PromptAction show(Dice dice, Kind kind) {
    List<PromptParameter> parameters = new ArrayList<>();
    for (Slot slot : kind.slots()) {
      // The first name most often: it is the one that lines were written with.
      String name = dice.chance(0.5) ? slot.name() : dice.pick(slot.names());
      parameters.add(
          new PromptParameter(
              PromptForms.words(name),
              "",
              slot.choices().isEmpty() ? ActValues.type(dice, slot.kind()) : "text",
              slot.choices(),
              slot.required()));
    }
    String about = dice.chance(0.85) ? dice.pick(kind.descriptions()) : "";
    return new PromptAction(PromptForms.words(dice.pick(kind.names())), about, parameters);
  }

  private ActScene.Beside beside(Kind kind) {
    Set<List<String>> drawn = new HashSet<>(Set.of(kind.names()));
    return (dice, near) -> {
      List<Kind> from =
          near ? kinds.stream().filter(k -> k.app().equals(kind.app())).toList() : kinds;
      Kind other = dice.pick(from);
      boolean alike = !Collections.disjoint(words(kind), words(other));
      return (!near && alike) || !drawn.add(other.names())
          ? Optional.empty()
          : Optional.of(show(dice, other));
    };
  }

  /// Words of the names and the first description: two actions that share one may both fit.
  private static List<String> words(Kind kind) {
    String all = String.join(" ", kind.names()) + " " + kind.descriptions().getFirst();
    return List.of(PromptForms.words(all).split(" ", -1)).stream()
        .filter(w -> w.length() > 3)
        .toList();
  }
}
