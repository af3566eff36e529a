// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.tokenizer.Tokenizer;
import dev.hob.router.OutputGrammar.TextRule;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPathsTest {
  private final WordTokenizer words = new WordTokenizer();

  @Test
  void aSpanIsAnyRunOfWholeWordsOfOneSource() {
    TextRule rule = new TextRule.Span(List.of("tea for ten minutes", "call Zoe"));
    assertEquals(Set.of("tea", "for", "ten", "minutes", "call", "Zoe"), allowed(walk(rule, "")));
    assertEquals(Set.of("minutes", "STOP"), allowed(walk(rule, "for ten")));
    assertEquals(Set.of("STOP"), allowed(walk(rule, "ten minutes")));
  }

  @Test
  void aChoiceIsWholeOrNothing() {
    TextRule rule = new TextRule.OneOf(List.of("word wrap", "word", "line numbers"));
    assertEquals(Set.of("word", "line"), allowed(walk(rule, "")));
    assertEquals(Set.of("wrap", "STOP"), allowed(walk(rule, "word")));
    assertEquals(Set.of("numbers"), allowed(walk(rule, "line")));
  }

  @Test
  void aDeletionNeverLeavesOutWhatIsKept() {
    List<String> sentence = List.of("we", "really", "must", "not", "go", "there");
    TextRule rule = new TextRule.Deletion(sentence, Set.of(3));
    assertEquals(Set.of("we", "really", "must", "not"), allowed(walk(rule, "")));
    assertEquals(Set.of("must", "not"), allowed(walk(rule, "we really")));
    assertEquals(Set.of("go", "there", "STOP"), allowed(walk(rule, "we not")));
  }

  @Test
  void aSpanNeitherBeginsNorStopsInsideAWord() {
    // "x" + "y" are one word, "." ends it.
    int[] split = {words.id(" x"), words.id("y"), words.id("."), words.id(" z")};
    TokenPaths.Walk walk =
        TokenPaths.of(new TextRule.Span(List.of("xy. z")), encoding(split)).walk();
    assertEquals(Set.of("x", "z"), allowed(walk));
    walk.accept(split[0]);
    assertEquals(Set.of("y"), allowed(walk));
    walk.accept(split[1]);
    assertEquals(Set.of(".", "STOP"), allowed(walk));
  }

  @Test
  void aRuleWithoutTextIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> TokenPaths.of(new TextRule.OneOf(List.of()), new WordTokenizer()));
    assertThrows(
        IllegalArgumentException.class,
        () -> TokenPaths.of(new TextRule.Deletion(List.of(), Set.of()), new WordTokenizer()));
  }

  /// Random walks stop only where the rule holds, and never run into a place without a way on.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyWalkSaysWhatItsRuleAllows(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<String> text =
          IntStream.range(0, 1 + random.nextInt(12))
              .mapToObj(_ -> "w" + random.nextInt(5))
              .toList();
      Set<Integer> kept =
          IntStream.range(0, text.size())
              .filter(_ -> random.nextInt(3) == 0)
              .boxed()
              .collect(Collectors.toSet());
      String said = randomRun(new TextRule.Deletion(text, kept), random);
      assertTrue(isDeletion(said, text, kept), () -> "seed " + seed + ": " + said + " of " + text);
      String span = randomRun(new TextRule.Span(List.of(String.join(" ", text))), random);
      assertTrue(
          (" " + String.join(" ", text) + " ").contains(span + " "), () -> "seed " + seed + span);
    }
  }

  private String randomRun(TextRule rule, Random random) {
    TokenPaths.Walk walk = TokenPaths.of(rule, words).walk();
    StringBuilder said = new StringBuilder();
    while (true) {
      BitSet next = new BitSet();
      walk.allow(next);
      if (walk.mayStop() && (next.isEmpty() || random.nextInt(4) == 0)) {
        return said.toString();
      }
      assertFalse(next.isEmpty(), "no way on after \"" + said + "\"");
      int[] ids = next.stream().toArray();
      int id = ids[random.nextInt(ids.length)];
      said.append(new String(words.bytes(id), StandardCharsets.UTF_8));
      walk.accept(id);
    }
  }

  /// Whether some way to leave words out gives `said` and leaves all of `kept` in.
  private static boolean isDeletion(String said, List<String> text, Set<Integer> kept) {
    List<String> out = List.of(said.strip().split(" "));
    boolean[] reached = new boolean[out.size() + 1];
    reached[0] = true;
    for (int i = 0; i < text.size(); i++) {
      boolean[] next = new boolean[out.size() + 1];
      for (int j = 0; j <= out.size(); j++) {
        boolean leftOut = reached[j] && !kept.contains(i);
        boolean takenHere = j > 0 && reached[j - 1] && out.get(j - 1).equals(text.get(i));
        next[j] = leftOut || takenHere;
      }
      reached = next;
    }
    return reached[out.size()];
  }

  private TokenPaths.Walk walk(TextRule rule, String said) {
    TokenPaths.Walk walk = TokenPaths.of(rule, words).walk();
    if (!said.isEmpty()) {
      for (int token : words.encode(" " + said)) {
        walk.accept(token);
      }
    }
    return walk;
  }

  private Set<String> allowed(TokenPaths.Walk walk) {
    BitSet next = new BitSet();
    walk.allow(next);
    Set<String> out = new TreeSet<>();
    next.stream()
        .mapToObj(id -> new String(words.bytes(id), StandardCharsets.UTF_8).strip())
        .forEach(out::add);
    if (walk.mayStop()) {
      out.add("STOP");
    }
    return out;
  }

  /// A tokenizer that knows the same words but encodes every text as `tokens`.
  private Tokenizer encoding(int[] tokens) {
    return new WordTokenizer() {
      @Override
      public int[] encode(String content) {
        return tokens;
      }

      @Override
      public byte[] bytes(int id) {
        return words.bytes(id);
      }
    };
  }
}
