// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.sample.Sampling;
import dev.hob.engine.testing.ScriptConstraint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Drafts change how fast tokens come, and nothing else.
@ParameterizedClass
@EnumSource(
    value = EngineOptions.Kernel.class,
    names = {"C", "VECTOR"})
class SpeculationTest extends EngineFixture {
  SpeculationTest(EngineOptions.Kernel kernel) {
    super(kernel, 0);
    assumeTrue(
        kernel != EngineOptions.Kernel.C || CKernels.best().isPresent(), () -> CKernels.missing());
  }

  private void assertAsAlone(GenerationRequest request, Told told, String message)
      throws InterruptedException {
    Told alone = solo(request);
    assertEquals(alone.ids(), told.ids(), message);
    assertEquals(alone.logs(), told.logs(), message);
    assertEquals(alone.end().why(), told.end().why(), message);
  }

  /// A text in which some runs of tokens stand several times.
  private int[] echoing(Random random, int length) {
    int[] text = prompt(random, length);
    for (int i = 0; i < 4; i++) {
      int run = 3 + random.nextInt(length / 4);
      System.arraycopy(
          text.clone(), random.nextInt(length - run), text, random.nextInt(length - run), run);
    }
    return text;
  }

  /// `source` with one token in five replaced.
  private int[] mostlyCopied(Random random, int[] source) {
    int[] copy = source.clone();
    for (int i = 0; i < copy.length; i++) {
      if (random.nextInt(5) == 0) {
        copy[i] = prompt(random, 1)[0];
      }
    }
    return copy;
  }

  private TokenConstraint anyConstraint(Random random, int[] prompt) {
    return switch (random.nextInt(4)) {
      case 0 -> TokenConstraint.NONE;
      case 1 -> new ScriptConstraint(mostlyCopied(random, prompt), random.nextBoolean());
      case 2 -> new Favours(prompt, random.nextInt(2) * 20f);
      default -> new Parity(random.nextBoolean());
    };
  }

  @Test
  void noTokenAndNoProbabilityDependsOnDrafting() throws Exception {
    Random random = new Random(SEED);
    int accepted = 0;
    for (int round = 0; round < 10; round++) {
      List<GenerationRequest> requests = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        int[] prompt = echoing(random, 40 + random.nextInt(60));
        List<Adapter> set = someAdapters(random);
        Sampling sampling =
            random.nextBoolean() ? Sampling.GREEDY : new Sampling(0.8f, 0.9f, random.nextLong());
        requests.add(
            new GenerationRequest(
                prompt,
                0,
                set,
                1 + random.nextInt(40),
                sampling,
                anyConstraint(random, prompt),
                new int[] {2, prompt[random.nextInt(prompt.length)]}));
      }
      List<Generation> generations = requests.stream().map(engine::submit).toList();
      for (int i = 0; i < requests.size(); i++) {
        Told told = read(generations.get(i));
        accepted += told.end().accepted();
        assertAsAlone(requests.get(i), told, "seed " + SEED + " round " + round + " of " + i);
      }
    }
    assertTrue(accepted > 100, "drafts were accepted: " + accepted);
    assertTrue(engine.figures().acceptedTokens() >= accepted);
    assertTrue(engine.figures().draftedTokens() >= engine.figures().acceptedTokens());
  }

  private GenerationRequest scripted(int[] prompt, int[] script, boolean tells) {
    return new GenerationRequest(
        prompt,
        0,
        List.of(),
        script.length,
        Sampling.GREEDY,
        new ScriptConstraint(script, tells),
        new int[0]);
  }

  @Test
  void copiedTextIsDraftedFromThePrompt() throws Exception {
    Random random = new Random(SEED);
    int[] prompt = prompt(random, 200);
    int[] script = Arrays.copyOfRange(prompt, 20, 180);
    Told told = read(engine.submit(scripted(prompt, script, false)));
    assertEquals(Arrays.stream(script).boxed().toList(), told.ids());
    assertTrue(told.end().accepted() > 100, "of 160: " + told.end());
  }

  @Test
  void aCopyThatIsLeftForOneTokenIsTakenUpAgain() throws Exception {
    Random random = new Random(SEED);
    int[] prompt = prompt(random, 300);
    int[] script = mostlyCopied(random, Arrays.copyOfRange(prompt, 20, 280));
    Told told = read(engine.submit(scripted(prompt, script, false)));
    assertTrue(told.end().accepted() > script.length / 3, "of 260: " + told.end());
    assertTrue(
        told.end().drafted() < 3 * told.end().accepted(), "most drafts are right: " + told.end());
  }

  @Test
  void whatTheConstraintForcesIsDraftedWithCertainty() throws Exception {
    Random random = new Random(SEED);
    int[] script = prompt(random, 60);
    Told told = read(engine.submit(scripted(prompt(random, 50), script, true)));
    assertEquals(told.end().drafted(), told.end().accepted());
    assertTrue(told.end().accepted() > 40, "of 60: " + told.end());
  }

  @Test
  void whatTheConstraintForbidsIsNotDrafted() throws Exception {
    Random random = new Random(SEED);
    int[] prompt = prompt(random, 200);
    int[] script = Arrays.copyOfRange(prompt, 20, 180);
    TokenConstraint blind = new ScriptConstraint(script, false);
    TokenConstraint forbids =
        () -> {
          TokenConstraint.State state = blind.begin();
          return new Forbidding(state);
        };
    Told told =
        read(
            engine.submit(
                new GenerationRequest(
                    prompt, 0, List.of(), 160, Sampling.GREEDY, forbids, new int[0])));
    assertEquals(Arrays.stream(script).boxed().toList(), told.ids());
    assertEquals(0, told.end().drafted());
  }

  @Test
  void aRequestOrAnEngineWithoutSpeculationDraftsNothing() throws Exception {
    int[] prompt = prompt(new Random(SEED), 100);
    GenerationRequest request = scripted(prompt, prompt, true);
    assertEquals(0, read(engine.submit(request.withoutSpeculation())).end().drafted());
    assertEquals(0, solo(request).end().drafted());
  }

  /// Allows everything and makes tokens of `text` likelier, as a copy bias does.
  private record Favours(int[] text, float bias) implements TokenConstraint {
    @Override
    public State begin() {
      return logits -> {
        for (int token : text) {
          logits[token] += bias;
        }
      };
    }
  }

  /// Even and odd tokens take turns.
  private record Parity(boolean tells) implements TokenConstraint {
    @Override
    public State begin() {
      return new Turn();
    }

    private final class Turn implements State, Ahead {
      private int parity;

      @Override
      public void apply(float[] logits) {
        for (int id = parity; id < logits.length; id += 2) {
          logits[id] = Float.NEGATIVE_INFINITY;
        }
      }

      @Override
      public void accept(int token) {
        parity = token % 2;
      }

      @Override
      public Optional<Ahead> ahead() {
        Turn copy = new Turn();
        copy.parity = parity;
        return tells ? Optional.of(copy) : Optional.empty();
      }

      @Override
      public boolean allows(int token) {
        return token % 2 != parity;
      }

      @Override
      public Optional<Guess> guess() {
        return Optional.empty();
      }
    }
  }

  /// Says of every token that it is forbidden, whatever `inner` allows.
  private record Forbidding(TokenConstraint.State inner)
      implements TokenConstraint.State, TokenConstraint.Ahead {
    @Override
    public void apply(float[] logits) {
      inner.apply(logits);
    }

    @Override
    public void accept(int token) {
      inner.accept(token);
    }

    @Override
    public Optional<TokenConstraint.Ahead> ahead() {
      return Optional.of(this);
    }

    @Override
    public boolean allows(int token) {
      return false;
    }

    @Override
    public Optional<TokenConstraint.Guess> guess() {
      return Optional.empty();
    }
  }
}
