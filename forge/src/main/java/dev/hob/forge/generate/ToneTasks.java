// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.NativePrompts;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// A tone, by undoing: a natural sentence is the *answer*, the prompt shows it spoiled. One in five
/// stands in the tone already (`quote`). Pairs that differ in a number or a negation are dropped.
final class ToneTasks implements Task.Source {
  private static final int TRIES = 80;
  private static final double ALREADY = 0.2;
  private static final Pattern DIGITS = Pattern.compile("\\b[0-9]+\\b");
  private static final Pattern NEGATION =
      Pattern.compile(
          "(?i)n't\\b|\\b(not|no|never|none|nothing|nobody|cannot|without|nope|w/o"
              + "|cant|dont|doesnt|didnt|isnt|arent|wasnt|hasnt|havent|wont|wouldnt|shouldnt|couldnt"
              + "|idk|dunno|unable|ain't|na)\\b");

  /// Writes a pair in a role's form.
  interface Form {
    /// @param strength as asked for; data do not tell strengths apart, so any will do
    /// @return empty when the form cannot say it
    Optional<Task> task(int strength, String template, String source, Optional<String> target);
  }

  private final long seed;
  private final String role;
  private final List<String> sentences;
  private final List<String> already;
  private final TonePair.Source pairs;
  private final Form form;
  private final int most;

  /// Sentences to draw from.
  ///
  /// @param targets fit to be targets
  /// @param already those that stand in the tone as they are
  record Pool(List<String> targets, List<String> already) {
    static Pool of(List<String> targets, Predicate<String> already) {
      List<String> those = targets.stream().filter(already).toList();
      return new Pool(targets, those.isEmpty() ? targets : those);
    }
  }

  ToneTasks(long seed, String role, Pool pool, TonePair.Source pairs, Form form) {
    most = role.equals(NativePrompts.CONCISE) ? 1 : 2;
    this.seed = seed;
    this.role = role;
    sentences = List.copyOf(pool.targets());
    already = List.copyOf(pool.already());
    this.pairs = pairs;
    this.form = form;
  }

  @Override
  public Task at(long index) {
    Dice dice = Dice.of(seed, role, index);
    int strength = dice.between(1, NativePrompts.MAX_STRENGTH);
    int tries = dice.chance(ALREADY) ? 0 : TRIES;
    for (int i = 0; i < tries; i++) {
      Optional<TonePair> pair = pair(dice);
      if (pair.isPresent() && keeps(pair.get())) {
        Optional<Task> task =
            form.task(strength, "spoiled", pair.get().source(), pair.get().target());
        if (task.isPresent()) {
          return task.get();
        }
      }
    }
    return form.task(strength, "already", dice.pick(already), Optional.empty()).orElseThrow();
  }

  /// One sentence; where the form takes several, now and then two.
  private Optional<TonePair> pair(Dice dice) {
    Optional<TonePair> one = pairs.pair(dice, dice.pick(sentences));
    if (most == 1 || one.isEmpty() || !dice.chance(0.1)) {
      return one;
    }
    TonePair first = one.get();
    boolean ended = first.source().matches(".*[.?!]") && first.target().isPresent();
    return pairs
        .pair(dice, dice.pick(sentences))
        .filter(_ -> ended)
        .map(second ->
            new TonePair(
                first.source() + " " + second.source(),
                Optional.of(first.target().orElseThrow() + " " + second.target().orElseThrow())))
        .or(() -> one);
  }

  private static boolean keeps(TonePair pair) {
    String target = pair.target().orElse(pair.source());
    return found(DIGITS, pair.source()).equals(found(DIGITS, target))
        && found(NEGATION, pair.source()).size() == found(NEGATION, target).size();
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(r -> r.group()).sorted().toList();
  }
}
