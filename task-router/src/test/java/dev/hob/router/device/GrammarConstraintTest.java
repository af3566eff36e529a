// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.router.OutputGrammar;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarConstraintTest {
  private static final int EOS = 0;
  private static final int SEG = 4;
  private static final int ONE = 5;
  private static final int TWO = 6;

  private final WordTokenizer words = new WordTokenizer();
  private final int rain = words.id(" rain");
  private final int noon = words.id(" noon");

  /// `<1> <2>* text+ (<seg> again)? <eos>`
  private static final OutputGrammar CLAUSES =
      new OutputGrammar(
          List.of(
              new OutputGrammar.State(Map.of("1", 1, "2", 1), -1, false),
              new OutputGrammar.State(Map.of("1", 1, "2", 1), 2, false),
              new OutputGrammar.State(Map.of("seg", 0), 2, true)),
          0f);

  private TokenConstraint.State begin(OutputGrammar grammar, int... content) {
    return new GrammarConstraint(grammar, words, Vocabulary.of(words), new CopyIndex(content))
        .begin();
  }

  private static Set<Integer> allowed(TokenConstraint.State state) {
    float[] logits = new float[80]; // longer than the vocabulary, as padded rows are
    state.apply(logits);
    Set<Integer> allowed = new TreeSet<>();
    IntStream.range(0, logits.length).filter(i -> logits[i] == 0f).forEach(allowed::add);
    return allowed;
  }

  @Test
  void allowsWhatTheStateAllowsAndNothingElse() {
    TokenConstraint.State state = begin(CLAUSES);
    assertEquals(Set.of(ONE, TWO), allowed(state));
    state.accept(ONE);
    Set<Integer> afterMark = allowed(state);
    assertTrue(afterMark.contains(rain) && afterMark.contains(TWO) && !afterMark.contains(EOS));
    state.accept(rain);
    Set<Integer> afterText = allowed(state);
    assertTrue(afterText.contains(SEG) && afterText.contains(EOS) && afterText.contains(noon));
    assertTrue(!afterText.contains(ONE));
    state.accept(SEG);
    assertEquals(Set.of(ONE, TWO), allowed(state));
  }

  @Test
  void aRuleHoldsFromTheFirstTokenOfARunToItsEnd() {
    OutputGrammar.TextRule copy = new OutputGrammar.TextRule.Span(List.of("rain at noon"));
    OutputGrammar grammar =
        new OutputGrammar(
            List.of(
                new OutputGrammar.State(Map.of("1", 1, "2", 2), -1, false),
                new OutputGrammar.State(Map.of(), 2, false, copy),
                new OutputGrammar.State(Map.of("seg", 0), 2, true)),
            0f);
    TokenConstraint.State state = begin(grammar);
    state.accept(ONE);
    assertEquals(Set.of(rain, words.id(" at"), noon), allowed(state));
    state.accept(rain);
    assertEquals(Set.of(words.id(" at"), SEG, EOS), allowed(state));
    state.accept(SEG);
    state.accept(TWO);
    assertTrue(allowed(state).containsAll(Set.of(rain, noon, SEG)), "no rule where none is set");
  }

  @Test
  void freeOutputMayBeAnyTextAndTheEndButNoOtherSpecial() {
    Set<Integer> allowed = allowed(begin(OutputGrammar.FREE));
    assertTrue(allowed.contains(EOS) && allowed.contains(rain));
    assertTrue(allowed.stream().noneMatch(id -> id > EOS && id < WordTokenizer.SPECIALS.size()));
    assertTrue(allowed.stream().allMatch(id -> id < words.vocabularySize()));
  }

  @Test
  void unusedIdsAreNeverAllowed() {
    assertTrue(!allowed(begin(OutputGrammar.FREE)).contains(63));
  }

  @Test
  void refusesAGrammarThatNamesAMissingTokenOrLeadsNowhere() {
    for (OutputGrammar broken :
        List.of(
            grammar(new OutputGrammar.State(Map.of("P9", 0), -1, false)),
            grammar(new OutputGrammar.State(Map.of("1", 7), -1, false)),
            grammar(new OutputGrammar.State(Map.of(), 3, false)),
            grammar(new OutputGrammar.State(Map.of(), -1, false)),
            grammar(
                new OutputGrammar.State(
                    Map.of(), 0, false, new OutputGrammar.TextRule.OneOf(List.of("rain")))))) {
      assertThrows(IllegalArgumentException.class, () -> begin(broken));
    }
  }

  private static OutputGrammar grammar(OutputGrammar.State state) {
    return new OutputGrammar(List.of(state), 0f);
  }

  @Test
  void raisesTheTokenThatFollowedTheLongestMatchInTheContent() {
    int a = words.id(" a");
    int b = words.id(" b");
    int c = words.id(" c");
    int d = words.id(" d");
    // "b c a" and "a b c rain": after "… a b c" the long match says rain, the short one a.
    int[] content = {b, c, a, b, c, rain};
    TokenConstraint.State state = begin(new OutputGrammar(List.of(), 1f), content);
    assertEquals(0f, biased(state)[rain]);
    for (int token : new int[] {d, a, b, c}) {
      state.accept(token);
    }
    float[] logits = biased(state);
    assertEquals(1.5f, logits[rain], 1e-6f); // k = 3
    assertEquals(1.0f, logits[a], 1e-6f); // k = 2
    assertEquals(0f, logits[d]);
  }

  @Test
  void theBiasNeverLiftsAForbiddenToken() {
    int a = words.id(" a");
    int b = words.id(" b");
    OutputGrammar biasedClauses = new OutputGrammar(CLAUSES.states(), 5f);
    TokenConstraint.State state = begin(biasedClauses, a, b, ONE);
    state.accept(ONE);
    state.accept(a);
    state.accept(b);
    float[] logits = new float[words.vocabularySize()];
    state.apply(logits);
    assertEquals(Float.NEGATIVE_INFINITY, logits[ONE]);
  }

  private float[] biased(TokenConstraint.State state) {
    float[] logits = new float[words.vocabularySize()];
    state.apply(logits);
    return logits;
  }

  /// The index against the definition, looked up position by position.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {2, 4, 8, 16})
  void followersAreThoseOfTheDefinition(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int[] content = random.ints(random.nextInt(40), 0, 4).toArray();
      int[] output = random.ints(random.nextInt(8), 0, 4).toArray();
      Set<String> expected = new TreeSet<>();
      for (int at = 2; at < content.length; at++) {
        int k = 0;
        while (k < 4
            && k < at
            && k < output.length
            && content[at - 1 - k] == output[output.length - 1 - k]) {
          k++;
        }
        if (k >= 2) {
          expected.add(content[at] + "/" + k);
        }
      }
      Set<String> found = new TreeSet<>();
      new CopyIndex(content)
          .followers(output, output.length, (token, k) -> found.add(token + "/" + k));
      assertEquals(expected, found);
    }
  }
}
