// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which of the facts that matter an answer holds. A key fact is a sentence: its *hard* part are
/// the facts in it, its *soft* part the other words that say something.
public final class KeyFacts {
  /// Ways to say one key fact; any of them will do.
  public record KeyFact(List<String> anyOf) {
    public KeyFact {
      anyOf = List.copyOf(anyOf);
    }

    public static KeyFact of(String sentence) {
      return new KeyFact(List.of(sentence));
    }
  }

  /// @param hardFacts key facts that have a hard part
  /// @param hardRecalled those of them whose hard part the answer supports
  public record Recall(int facts, int recalled, int hardFacts, int hardRecalled) {
    /// 1 where nothing was asked for.
    public double share() {
      return facts == 0 ? 1 : (double) recalled / facts;
    }
  }

  private final FactExtractor extractor;

  public KeyFacts(FactExtractor extractor) {
    this.extractor = extractor;
  }

  /// Recall of `facts` in `answer`, which is first cut after its `limit`-th R token.
  public Recall recall(List<KeyFact> facts, String answer, int limit, FactContext context) {
    FactSource cut = FactSource.of(Tokens.cutAfter(answer, limit), extractor, context);
    Set<String> words = Set.copyOf(cut.words());
    int recalled = 0;
    int hardFacts = 0;
    int hardRecalled = 0;
    for (KeyFact fact : facts) {
      boolean whole = false;
      boolean hard = false;
      boolean hasHard = false;
      for (String sentence : fact.anyOf()) {
        List<Fact> stated = extractor.extract(sentence, context);
        boolean supported = cut.supportsAll(stated);
        hasHard |= !stated.isEmpty();
        hard |= !stated.isEmpty() && supported;
        whole |= supported && holdsHalf(sentence, words, context);
      }
      recalled += whole ? 1 : 0;
      hardFacts += hasHard ? 1 : 0;
      hardRecalled += hard ? 1 : 0;
    }
    return new Recall(facts.size(), recalled, hardFacts, hardRecalled);
  }

  private boolean holdsHalf(String sentence, Set<String> answerWords, FactContext context) {
    Set<String> soft = new HashSet<>(extractor.wordsOutside(sentence, context));
    soft.removeAll(extractor.lists().stopWords());
    long held = soft.stream().filter(answerWords::contains).count();
    return held >= (soft.size() + 1) / 2;
  }
}
