// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.tokenizer.Tokenizer;
import dev.hob.router.OutputGrammar;
import dev.hob.router.OutputGrammar.TextRule;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An [OutputGrammar] over one base's vocabulary, with the copy bias. Immutable; states are made
/// for each sequence.
///
/// Each grammar state is a set of allowed ids, compiled once; applying it is one pass over the
/// logits. A run of text under a [TextRule] follows its [TokenPaths] instead. Free output forbids
/// all specials but the end token.
final class GrammarConstraint implements TokenConstraint {
  private final List<Compiled> states;
  private final float copyBias;
  private final CopyIndex copies;

  /// @throws IllegalArgumentException the vocabulary lacks a special token of the grammar, a state
  ///   leads nowhere, or a state has no way out
  GrammarConstraint(
      OutputGrammar grammar, Tokenizer tokenizer, Vocabulary vocabulary, CopyIndex copies) {
    states = compile(grammar, tokenizer, vocabulary);
    copyBias = grammar.copyBias();
    this.copies = copies;
  }

  @Override
  public State begin() {
    return new Walk();
  }

  private static List<Compiled> compile(
      OutputGrammar grammar, Tokenizer tokenizer, Vocabulary vocabulary) {
    if (grammar.states().isEmpty()) {
      BitSet allowed = (BitSet) vocabulary.text().clone();
      allowed.or(vocabulary.ends());
      return List.of(new Compiled(allowed, allowed, Map.of(), 0, Optional.empty()));
    }
    List<Compiled> states =
        grammar.states().stream()
            .map(state -> compile(state, grammar.states().size(), tokenizer, vocabulary))
            .toList();
    for (Compiled state : states) {
      if (state.paths().isPresent() && states.get(state.text()).marks().isEmpty()) {
        throw new IllegalArgumentException("a text rule of the output grammar never ends");
      }
    }
    return states;
  }

  private static Compiled compile(
      OutputGrammar.State state, int states, Tokenizer tokenizer, Vocabulary vocabulary) {
    BitSet marks = new BitSet();
    Map<Integer, Integer> next = new HashMap<>();
    state
        .specials()
        .forEach((name, target) -> {
          checkTarget(target, states);
          int id = tokenizer.special(name);
          marks.set(id);
          next.put(id, target);
        });
    if (state.mayEnd()) {
      if (vocabulary.ends().isEmpty()) {
        throw new IllegalArgumentException("the base has no end-of-sequence token");
      }
      marks.or(vocabulary.ends());
    }
    BitSet allowed = (BitSet) marks.clone();
    Optional<TokenPaths> paths = Optional.empty();
    if (state.text() >= 0) {
      checkTarget(state.text(), states);
      if (state.rule() instanceof TextRule.Any) {
        allowed.or(vocabulary.text());
      } else {
        paths = Optional.of(TokenPaths.of(state.rule(), tokenizer));
        paths.get().walk().allow(allowed);
      }
    }
    if (allowed.isEmpty()) {
      throw new IllegalArgumentException("a state of the output grammar has no way out");
    }
    return new Compiled(allowed, marks, Map.copyOf(next), state.text(), paths);
  }

  private static void checkTarget(int target, int states) {
    if (target < 0 || target >= states) {
      throw new IllegalArgumentException(
          "the output grammar leads to state " + target + " of " + states);
    }
  }

  /// @param allowed all ids on entry
  /// @param marks of these, the specials and the end
  /// @param next special id → state
  /// @param text state after an ordinary token
  /// @param paths of the text rule; empty where any text may come
  private record Compiled(
      BitSet allowed,
      BitSet marks,
      Map<Integer, Integer> next,
      int text,
      Optional<TokenPaths> paths) {}

  /// A place in the grammar.
  private final class Place implements Ahead {
    private Compiled state = states.get(0);

    /// The run of text under way, where it follows a rule.
    private TokenPaths.@Nullable Walk run;

    private Place copy() {
      Place copy = new Place();
      copy.state = state;
      copy.run = run == null ? null : run.copy();
      return copy;
    }

    BitSet allowed() {
      if (run == null) {
        return state.allowed();
      }
      BitSet allowed = new BitSet();
      run.allow(allowed);
      if (run.mayStop()) {
        allowed.or(state.marks());
      }
      return allowed;
    }

    @Override
    public boolean allows(int token) {
      return allowed().get(token);
    }

    @Override
    public Optional<Guess> guess() {
      BitSet allowed = allowed();
      int first = allowed.nextSetBit(0);
      boolean only = first >= 0 && allowed.nextSetBit(first + 1) < 0;
      return only ? Optional.of(new Guess(first, true)) : Optional.empty();
    }

    @Override
    public void accept(int token) {
      Integer target = state.next().get(token);
      if (target != null) {
        state = states.get(target);
        run = null;
      } else if (state.text() >= 0) {
        follow(token);
        state = states.get(state.text());
      }
    }

    private void follow(int token) {
      if (run == null && state.paths().isPresent()) {
        run = state.paths().get().walk();
      }
      if (run != null) {
        run.accept(token);
      }
    }
  }

  /// Where one sequence stands, and what it has said.
  private final class Walk implements State {
    private final Place place = new Place();
    private int[] output = new int[64];
    private int length;

    @Override
    public void apply(float[] logits) {
      BitSet allowed = place.allowed();
      for (int id = allowed.nextClearBit(0);
          id < logits.length;
          id = allowed.nextClearBit(id + 1)) {
        logits[id] = Float.NEGATIVE_INFINITY;
      }
      if (copyBias != 0f) {
        addCopyBias(logits);
      }
    }

    @Override
    public void accept(int token) {
      if (length == output.length) {
        output = Arrays.copyOf(output, 2 * length);
      }
      output[length++] = token;
      place.accept(token);
    }

    @Override
    public Optional<Ahead> ahead() {
      return Optional.of(place.copy());
    }

    /// Each token is raised once, by its longest match.
    private void addCopyBias(float[] logits) {
      Map<Integer, Integer> longest = new HashMap<>();
      copies.followers(output, length, (token, k) -> longest.merge(token, k, Math::max));
      longest.forEach((token, k) -> logits[token] += copyBias * k / 2f);
    }
  }
}
