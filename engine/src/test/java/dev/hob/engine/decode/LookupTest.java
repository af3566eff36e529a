// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.GenerationRequest;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.sample.Sampling;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Look-ups against a search through the whole text, and what a drafter makes of them.
class LookupTest {
  private static final long SEED = Long.getLong("hob.seed", 17L);

  private static Text text(int... prompt) {
    return new Text(
        new GenerationRequest(
            prompt, 0, List.of(), 1, Sampling.GREEDY, TokenConstraint.NONE, new int[0]));
  }

  @Test
  void findsTheLongestMatchAndOfEqualsTheNewest() {
    Random random = new Random(SEED);
    Text text = text(random.nextInt(40));
    Lookup lookup = new Lookup(text);
    int found = 0;
    for (int i = 0; i < 3000; i++) {
      text.add(random.nextInt(40));
      if (text.length() < 2) {
        continue;
      }
      int[] tail = new int[Math.min(Lookup.LONGEST, text.length())];
      for (int k = 0; k < tail.length; k++) {
        tail[k] = text.token(text.length() - 1 - k);
      }
      int most = 1;
      int place = -1;
      for (int p = text.length() - 1; p > 0; p--) {
        int agreed = 0;
        while (agreed < tail.length && agreed < p && text.token(p - 1 - agreed) == tail[agreed]) {
          agreed++;
        }
        if (agreed > most) {
          most = agreed;
          place = p;
        }
      }
      boolean known = lookup.find(tail, -1);
      assertEquals(place >= 0, known, "seed " + SEED + " token " + i);
      if (known) {
        assertEquals(most, lookup.matched(), "seed " + SEED + " token " + i);
        assertEquals(place, lookup.position(), "seed " + SEED + " token " + i);
        found++;
      }
    }
    assertTrue(found > 500, "found " + found);
  }

  @Test
  void aLoopIsDraftedBeyondTheEndOfTheText() {
    Text text = text(1, 2, 3, 1, 2, 3, 1);
    Drafter drafter = new Drafter(text, new int[0], Odds.ofEngine());
    Draft draft = drafter.draft(6, null);
    assertEquals(
        List.of(2, 3, 1, 2, 3, 1), java.util.Arrays.stream(draft.tokens()).boxed().toList());
  }

  @Test
  void nothingIsDraftedAfterATokenThatEndsTheText() {
    Text text = text(1, 2, 3, 4, 5, 1, 2);
    Drafter drafter = new Drafter(text, new int[] {4}, Odds.ofEngine());
    assertEquals(2, drafter.draft(6, null).length());
  }

  @Test
  void oddsFollowWhatComesAndRecover() {
    Odds engine = Odds.ofEngine();
    Odds odds = engine.ofSequence();
    assertEquals(Hunch.TWO.first, odds.of(Hunch.TWO), 1e-9);
    for (int i = 0; i < 60; i++) {
      odds.learn(Hunch.TWO, false);
    }
    assertTrue(odds.of(Hunch.TWO) < 0.1);
    for (int i = 0; i < 60; i++) {
      odds.learn(Hunch.TWO, true);
    }
    assertTrue(odds.of(Hunch.TWO) > 0.8);
    assertEquals(1, odds.of(Hunch.CERTAIN));
  }

  @Test
  void aSequenceThatDoesNotDraftStillLearns() {
    Random random = new Random(SEED);
    Text text = text(random.ints(300, 0, 6).toArray());
    Drafter drafter = new Drafter(text, new int[0], Odds.ofEngine());
    double before = drafter.draft(4, null).chances()[0];
    for (int i = 0; i < 200; i++) {
      drafter.draft(4, null);
      text.add(6 + i); // never what was expected
      drafter.learn();
      text.add(text.token(i));
      text.add(text.token(i + 1));
      drafter.learn();
    }
    assertTrue(drafter.draft(4, null).chances()[0] < before);
  }
}
