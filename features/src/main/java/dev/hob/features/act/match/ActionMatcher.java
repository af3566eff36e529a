// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.Action;
import dev.hob.features.act.Choice;
import dev.hob.features.act.PromptForms;
import dev.hob.features.act.rank.Candidate;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Token;
import dev.hob.features.prompt.PromptTurn;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Chooses an action by words alone. Immutable, thread-safe.
///
/// Only the person's own turns are read for values and for what the talk is about: what others said
/// or what a document says never starts a call and never fills one here.
public final class ActionMatcher {
  /// Points below which nothing fits, and what else counts: set by hand on the development files
  /// and on a sample of the training dialogues (data-plan.md, 5.6).
  private static final double ENOUGH = 1.3;

  private static final double EARLIER = 0.8;
  private static final double TYPED = 0.5;
  private static final double UNUSED = -0.4;
  private static final double MISSING = -0.3;
  private static final double FILLED = 0.2;
  private static final double UNSAID = -0.03;
  private static final double UNEXPLAINED = -0.15;
  private static final double BARE = 0.6;
  private static final double AFTER_COLON = 0.6;
  private static final int MOST_TURNS = 8;

  final Language language;

  public ActionMatcher(Lexicon lexicon) {
    this.language = Language.of(lexicon);
  }

  /// One action with what was found for it.
  ///
  /// @param total against the threshold
  /// @param order against other actions
  record Scored(
      Profile profile, Evidence.Points points, Filled filled, double total, double order) {}

  /// @param candidates best first; the first of two equals is chosen
  /// @param context what was said and shown before, oldest first
  public Choice choose(
      List<Candidate> candidates, List<PromptTurn> context, String words, OffsetDateTime now) {
    Utterance utterance = Utterance.of(words, language.lexicon());
    if (utterance.mood() == Mood.NOTHING) {
      return new Choice.None("nothing is asked for");
    }
    List<Profile> profiles =
        candidates.stream().map(candidate -> Profile.of(candidate, language.lexicon())).toList();
    Evidence evidence = new Evidence(profiles, language.lexicon());
    List<Utterance> earlier = earlier(context);
    Scored best = null;
    for (Profile profile : profiles) {
      Scored scored = scored(profile, evidence, utterance, earlier, now);
      if (best == null || scored.order() > best.order()) {
        best = scored;
      }
    }
    return best == null ? new Choice.None("there is no action") : decide(best, utterance);
  }

  Scored scored(
      Profile profile,
      Evidence evidence,
      Utterance utterance,
      List<Utterance> earlier,
      OffsetDateTime now) {
    Evidence.Points points = evidence.of(utterance, profile);
    double before = 0;
    for (Utterance turn : earlier) {
      before = Math.max(before, evidence.of(turn, profile).all());
    }
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    Filled filled = new Slots(utterance, profile, arguments, language, now, false).fill();
    int own = arguments.size();
    for (Utterance turn : earlier) {
      new Slots(turn, profile, arguments, language, now, true).fill();
    }
    profile.candidate().schema().complete(arguments);
    int missing = missing(profile, arguments);
    double total =
        points.all()
            + EARLIER * before
            + TYPED * filled.typed()
            + FILLED * own
            + UNUSED * filled.unused()
            + MISSING * missing
            + UNEXPLAINED * evidence.unexplained(utterance, profile, filled.used())
            + form(utterance, profile, filled, missing);
    double order = total + UNSAID * unsaid(profile, utterance);
    return new Scored(profile, points, filled, total, order);
  }

  /// A thing with its value and no verb, as `bathroom to 23`; a thing with a text, as `note: …`.
  private static double form(Utterance utterance, Profile profile, Filled filled, int missing) {
    if (utterance.mood() != Mood.REQUEST) {
      return 0;
    }
    if (utterance.verbAt() < 0 && filled.typed() > 0 && filled.unused() == 0) {
      return missing == 0 ? BARE : BARE / 2;
    }
    boolean makes = profile.verbs().contains("create") || profile.verbs().contains("add");
    return utterance.rest() > 0 && makes && missing == 0 ? AFTER_COLON : 0;
  }

  /// How many words of its name were not said: of `save` and `save as` the shorter is meant.
  private static int unsaid(Profile profile, Utterance utterance) {
    Set<String> said = new HashSet<>();
    utterance.tokens().forEach(token -> said.add(token.stem()));
    int unsaid = 0;
    for (Token token : Token.of(PromptForms.words(profile.candidate().action().name()))) {
      unsaid += said.contains(token.stem()) ? 0 : 1;
    }
    return unsaid;
  }

  private static int missing(Profile profile, ObjectNode arguments) {
    int missing = 0;
    for (Parameter parameter : profile.candidate().schema().parameters()) {
      if (parameter.mustBeSaid() && !arguments.has(parameter.name())) {
        missing++;
      }
    }
    return missing;
  }

  private Choice decide(Scored best, Utterance utterance) {
    if (best.total() < ENOUGH) {
      return new Choice.None("no action fits the words");
    }
    if (!utterance.quoted().isEmpty() && best.points().all() <= 0) {
      return new Choice.None("what is quoted is no request");
    }
    Action action = best.profile().candidate().action();
    Optional<String> refused = refuses(action, utterance.text());
    if (refused.isPresent()) {
      return new Choice.None(refused.get());
    }
    ObjectNode arguments = best.filled().arguments();
    Optional<Parameter> missing = best.profile().candidate().schema().missing(arguments);
    if (missing.isPresent()) {
      return new Choice.Ask(
          action, arguments, missing.get().name(), Questions.about(action, missing.get()));
    }
    return new Choice.Call(action, arguments, List.of());
  }

  /// Why an action may not be chosen for what was said, whoever chooses; empty = it may.
  public Optional<String> refuses(Action action, String words) {
    return switch (Utterance.of(words, language.lexicon()).mood()) {
      case NOTHING -> Optional.of("nothing is asked for");
      case QUESTION ->
          action.effect() == Action.Effect.CHANGE
              ? Optional.of("a question changes nothing: " + action.name() + " would")
              : Optional.empty();
      case REQUEST -> Optional.empty();
    };
  }

  /// Whether the person's own words, now or earlier, have anything to do with the action.
  public boolean speaksFor(Candidate candidate, String words, List<PromptTurn> context) {
    Profile profile = Profile.of(candidate, language.lexicon());
    Evidence evidence = new Evidence(List.of(profile), language.lexicon());
    return evidence.of(Utterance.of(words, language.lexicon()), profile).all() > 0
        || earlier(context).stream().anyMatch(turn -> evidence.of(turn, profile).all() > 0);
  }

  /// The person's own turns, newest first.
  List<Utterance> earlier(List<PromptTurn> context) {
    return context.reversed().stream()
        .filter(turn -> turn.who().equals(PromptTurn.USER))
        .limit(MOST_TURNS)
        .map(turn -> Utterance.of(turn.text(), language.lexicon()))
        .toList();
  }
}
