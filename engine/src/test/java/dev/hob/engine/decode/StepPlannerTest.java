// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.EngineOptions;
import dev.hob.engine.GenerationRequest;
import dev.hob.engine.GenerationRequest.Priority;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.forward.Span;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kv.PagePool;
import dev.hob.engine.kv.PrefixCache;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.sample.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a step computes, for whom and in what order, on a machine that is told how slow it is.
class StepPlannerTest {
  private static final int LONG = 252;
  private static final int SHORT = 48;
  private static final int VOCABULARY = 400;

  private final Ledger ledger = new Ledger();
  private final PagePool pages = new PagePool(64, 64 << 20, ledger);
  private final PrefixCache prefixes = new PrefixCache(pages, 64_000);
  private final Roster roster = new Roster(pages, prefixes, new AtomicInteger());
  private final Rates rates = new Rates();
  private final EngineOptions options =
      new EngineOptions(1, 2, LONG, SHORT, 64 << 20, 64_000, EngineOptions.Kernel.SCALAR, 0);
  private final StepPlanner planner =
      new StepPlanner(options, roster, prefixes, new StepCost(), rates);
  private final Harvest harvest = new Harvest(roster, prefixes, VOCABULARY);
  private int arrivals;

  StepPlannerTest() {
    rates.step(100, 0, 0, 1_000_000_000); // 100 tokens a second: a long chunk takes 2.5 s
  }

  @AfterEach
  void close() {
    roster.close(dev.hob.engine.TokenEvent.Why.CANCELLED, null);
    prefixes.relieve(Long.MAX_VALUE);
    pages.close();
  }

  /// @param first token of its prompt: equal ones share a beginning
  private Sequence arrives(Priority priority, int first, int length) {
    int[] prompt = IntStream.range(0, length).map(i -> (first + i) % VOCABULARY).toArray();
    GenerationRequest request =
        new GenerationRequest(
                prompt, 0, List.of(), 40, Sampling.GREEDY, TokenConstraint.NONE, new int[0])
            .withPriority(priority);
    Sequence sequence = new Sequence(request, 40, arrivals++, new Outbox(() -> {}), null);
    sequence.computedBefore = harvest.promptTokens();
    roster.add(sequence);
    roster.settle();
    return sequence;
  }

  /// Runs one step and says how many tokens each sequence had in it, in the order of the parts.
  private List<Integer> step(Sequence... sequences) {
    Step step = planner.plan(0);
    List<Integer> sizes = new ArrayList<>();
    for (Sequence sequence : sequences) {
      sizes.add(
          step.parts().stream()
              .filter(part -> part.sequence() == sequence)
              .mapToInt(part -> part.tokens().length)
              .sum());
    }
    for (Span span : step.spans()) {
      span.pages().prepare(span.position(), span.position() + span.tokens().length);
    }
    int wanted = step.spans().stream().mapToInt(Span::wantedRows).sum();
    harvest.take(step, Rows.zeroed(wanted, VOCABULARY), 1);
    for (Sequence sequence : sequences) {
      drain(sequence);
    }
    return sizes;
  }

  private static void drain(Sequence sequence) {
    try {
      while (sequence.outbox.room() < Outbox.PLACES - 1) {
        sequence.outbox.next();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void chunksAreLongWhileNobodyIsHeldUp() {
    Sequence prompt = arrives(Priority.INTERACTIVE, 0, 600);
    assertEquals(List.of(LONG), step(prompt));
    assertEquals(List.of(LONG), step(prompt));
    assertEquals(List.of(96), step(prompt));
    assertEquals(List.of(1), step(prompt));
  }

  @Test
  void chunksAreShortWhileSomebodyReads() {
    Sequence reader = arrives(Priority.INTERACTIVE, 0, 10);
    step(reader);
    Sequence prompt = arrives(Priority.DEFAULT, 100, 300);
    assertEquals(List.of(1, SHORT), step(reader, prompt));
    assertEquals(List.of(1, SHORT), step(reader, prompt));
  }

  @Test
  void aMachineThatIsFastEnoughNeedsNoShortChunks() {
    for (int i = 0; i < 100; i++) {
      rates.step(512, 0, 0, 10_000_000);
    }
    Sequence reader = arrives(Priority.INTERACTIVE, 0, 10);
    step(reader);
    Sequence prompt = arrives(Priority.DEFAULT, 100, 300);
    assertEquals(List.of(1, LONG), step(reader, prompt));
  }

  @Test
  void backgroundPromptsWaitForPeopleButNotForEver() {
    Sequence reader = arrives(Priority.INTERACTIVE, 0, 10);
    step(reader);
    Sequence background = arrives(Priority.BACKGROUND, 100, 300);
    int steps = 0;
    while (step(reader, background).get(1) == 0) {
      steps++;
      assertTrue(steps < 40, "passed over " + steps + " times");
    }
    assertEquals(32, steps);
    assertEquals(List.of(1, 0), step(reader, background));
  }

  @Test
  void backgroundChunksAreShortOnlyWhilePeopleMayComeBack() {
    Sequence alone = arrives(Priority.BACKGROUND, 0, 2000);
    assertEquals(List.of(LONG), step(alone));
    Sequence reader = arrives(Priority.INTERACTIVE, 200, 10);
    assertEquals(List.of(0, 10), step(alone, reader));
    roster.end(reader, dev.hob.engine.TokenEvent.Why.CANCELLED, null);
    assertEquals(List.of(SHORT), step(alone));
  }

  @Test
  void theShorterPromptGoesFirstAndTheLongerIsNotForgotten() {
    Sequence novel = arrives(Priority.DEFAULT, 0, 2000);
    assertEquals(List.of(LONG), step(novel));
    Sequence note = arrives(Priority.DEFAULT, 200, 100);
    assertEquals(List.of(LONG - 100, 100), step(novel, note));
    int served = 0;
    int notes = 0;
    while (served == 0) {
      Sequence another = arrives(Priority.DEFAULT, 210 + notes++, LONG);
      served = step(novel, another).getFirst();
      assertTrue(notes < 40, "the novel waits behind " + notes + " notes");
    }
  }

  @Test
  void equalBeginningsAreComputedOnce() {
    Sequence first = arrives(Priority.DEFAULT, 0, 200);
    Sequence second = arrives(Priority.DEFAULT, 0, 230);
    assertEquals(List.of(200, 0), step(first, second));
    assertEquals(List.of(1, 30), step(first, second));
  }

  @Test
  void placesGoToTheMoreUrgentAndOfEqualsInTurn() {
    Sequence background = arrives(Priority.BACKGROUND, 0, 10);
    step(background);
    Sequence one = arrives(Priority.INTERACTIVE, 100, 10);
    Sequence two = arrives(Priority.INTERACTIVE, 200, 10);
    step(one, two, background);
    assertEquals(List.of(1, 1, 0), step(one, two, background));
    Sequence three = arrives(Priority.INTERACTIVE, 300, 10);
    step(one, two, three);
    int[] turns = new int[3];
    for (int i = 0; i < 12; i++) {
      List<Integer> sizes = step(one, two, three);
      for (int k = 0; k < 3; k++) {
        turns[k] += sizes.get(k);
      }
    }
    for (int turn : turns) {
      assertTrue(turn >= 7, "turns " + turns[0] + " " + turns[1] + " " + turns[2]);
    }
  }
}
