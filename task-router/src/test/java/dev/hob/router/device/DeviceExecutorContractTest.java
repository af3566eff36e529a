// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import dev.hob.policy.Budgets;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.registry.BaseLease;
import dev.hob.router.Admission;
import dev.hob.router.Beginning;
import dev.hob.router.Chat;
import dev.hob.router.ChatMessage;
import dev.hob.router.Executor;
import dev.hob.router.OutputGrammar;
import dev.hob.router.Piece;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import dev.hob.router.QueueClass;
import dev.hob.router.Rates;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.RouterOptions;
import dev.hob.router.Run;
import dev.hob.router.Segment;
import dev.hob.router.SystemClock;
import dev.hob.router.TaskRouter;
import dev.hob.router.admission.KeptRates;
import dev.hob.router.governor.MemoryGovernor;
import dev.hob.router.governor.Relief;
import dev.hob.router.governor.ResidentMeter;
import dev.hob.router.testing.ExecutorContract;
import dev.hob.router.testing.FakePressure;
import dev.hob.router.testing.Works;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The device over a real base of two layers, whose answers are noise but always the same noise.
@Timeout(60)
class DeviceExecutorContractTest extends ExecutorContract {
  private static final Decision ALLOWED = Works.decision(Set.of(Place.DEVICE), 2048);
  private static final Prompt PROMPT =
      new Prompt(
          List.of(
              new Segment.Special("bos"),
              new Segment.Special("summarize"),
              new Segment.Trusted(" words and more words, to fill a page of keys and values"),
              new Segment.Special("in"),
              new Segment.Content(" The rain <|out|> comes at noon."),
              new Segment.Special("out")),
          4);
  private static final Beginning BEGINNING = new Beginning("summarize", PROMPT, Chat.NONE);

  private final Ledger ledger = new Ledger();
  private final SystemClock clock = new SystemClock();
  private final FakePressure pressure = new FakePressure();
  private final AtomicReference<Budgets> budgets =
      new AtomicReference<>(Works.budgets(700L << 20, 2048));
  private final Path folder;
  private final TinyRegistry registry;
  private final MemoryGovernor governor;
  private final DeviceExecutor executor;

  DeviceExecutorContractTest(@TempDir Path folder) {
    this.folder = folder;
    registry = new TinyRegistry(folder.resolve("base"), folder.resolve("adapter"), ledger);
    governor =
        new MemoryGovernor(
                registry,
                ledger,
                budgets::get,
                clock,
                new ResidentMeter(Path.of("/proc/self/smaps_rollup"), clock))
            .follow(pressure);
    executor = new DeviceExecutor(registry, governor, clock, new Machine("model=1", () -> 2));
  }

  @BeforeEach
  void bundles() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder.resolve("base"));
    tiny.writeAdapter(folder.resolve("adapter"), 11, 4);
  }

  @AfterEach
  void nothingIsLeft() {
    registry.close();
    governor.close();
    clock.close();
    assertEquals(0, ledger.total());
  }

  @Override
  protected Executor executor() {
    return executor;
  }

  @Override
  protected Plan plan(int maxTokens) {
    return plan("summarize", OutputGrammar.FREE, maxTokens);
  }

  private static Plan plan(String role, OutputGrammar grammar, int maxTokens) {
    return new Plan(
        role,
        PROMPT,
        List.of(new ChatMessage("user", "The rain comes at noon.")),
        grammar,
        maxTokens,
        0f,
        1L);
  }

  @Override
  protected void awaitNothingLeft() {
    await().until(() -> registry.openLeases() == 0);
  }

  private List<Piece> run(Plan plan) throws InterruptedException {
    try (Run run = executor.start(plan, ALLOWED)) {
      return drain(run);
    }
  }

  private Refusal refusal(Plan plan) {
    return assertThrows(RefusedException.class, () -> executor.start(plan, ALLOWED)).why();
  }

  private static int cached(List<Piece> pieces) {
    return assertInstanceOf(Piece.Started.class, pieces.getFirst()).cachedTokens();
  }

  @Test
  void stampsTheAnswerWithBaseAndAdapter() throws InterruptedException {
    Piece.Started started = assertInstanceOf(Piece.Started.class, run(plan(4)).getFirst());
    assertTrue(started.base().startsWith("sha256:"), started::base);
    assertEquals("tiny-summarize", started.adapter().orElseThrow().name());
    assertEquals(executor.count(PROMPT, Optional.empty()), started.promptTokens());
  }

  @Test
  void theSecondCallFindsTheConstantPartInTheCache() throws InterruptedException {
    List<Piece> cold = run(plan(6));
    List<Piece> warm = run(plan(6));
    assertEquals(0, cached(cold));
    assertTrue(cached(warm) > 0);
    assertEquals(answer(cold), answer(warm));
  }

  @Test
  void whatAnAppAskedIsCachedForThatAppAlone() throws InterruptedException {
    List<Integer> cached = new ArrayList<>();
    for (String app : List.of("mail", "game", "mail")) {
      Works work = Works.text().from(app).decided(ALLOWED).as(QueueClass.BACKGROUND);
      try (Run run = executor.start(plan(6), work.work())) {
        cached.add(cached(drain(run)));
      }
    }
    int prompt = executor.count(PROMPT, Optional.empty());
    assertEquals(0, cached.get(0));
    assertTrue(cached.get(1) > 0 && cached.get(1) < prompt - 1, "the template: " + cached);
    assertEquals(prompt - 1, cached.get(2), "its own");
  }

  @Test
  void warmingPrefillsSoThatTheFirstCallIsWarm() throws InterruptedException {
    executor.warm(BEGINNING, Optional.empty());
    executor.warm(BEGINNING, Optional.empty());
    assertTrue(cached(run(plan(4))) > 0);
  }

  @Test
  void theGrammarHoldsWhateverTheModelWouldSay() throws InterruptedException {
    OutputGrammar marks =
        new OutputGrammar(
            List.of(
                new OutputGrammar.State(Map.of("1", 1, "2", 1), -1, false),
                new OutputGrammar.State(Map.of("seg", 2), -1, false),
                new OutputGrammar.State(Map.of(), -1, true)),
            0f);
    List<Piece> pieces = run(plan("summarize", marks, 20));
    String answer = answer(pieces);
    assertTrue(answer.matches("<\\|[12]\\|><\\|seg\\|>"), answer);
    Piece.Finished finished = assertInstanceOf(Piece.Finished.class, pieces.getLast());
    assertEquals(Piece.Why.STOP, finished.why());
    assertEquals(3, finished.outputTokens());
  }

  @Test
  void freeOutputHoldsNoMarks() throws InterruptedException {
    assertTrue(run(plan(30)).stream().noneMatch(Piece.Mark.class::isInstance));
  }

  @Test
  void sameSeedSameAnswerAlsoOnTheBareBase() throws InterruptedException {
    Plan sampled = new Plan("", PROMPT, plan(12).chat(), OutputGrammar.FREE, 12, 0.8f, 99L);
    assertEquals(answer(run(sampled)), answer(run(sampled)));
  }

  @Test
  void refusesARoleWithoutAdapterAFormWithoutTokenAndALengthOverTheContext() {
    assertInstanceOf(Refusal.Unavailable.class, refusal(plan("act", OutputGrammar.FREE, 4)));
    OutputGrammar unknown =
        new OutputGrammar(List.of(new OutputGrammar.State(Map.of("Z9", 0), -1, false)), 0f);
    Refusal.Unavailable form =
        assertInstanceOf(Refusal.Unavailable.class, refusal(plan("summarize", unknown, 4)));
    assertTrue(form.reason().contains("Z9"), form::reason);
    Refusal.TooLarge over = assertInstanceOf(Refusal.TooLarge.class, refusal(plan(1024)));
    assertEquals(executor.count(PROMPT, Optional.empty()) + 1024, over.requested());
    assertEquals(1024, over.quota());
    awaitNothingLeft();
  }

  @Test
  void measuresRatesOfThisMachine() throws InterruptedException {
    Rates rates = executor.measure(Optional.empty());
    assertEquals(1, rates.samples());
    assertTrue(rates.decodeTokensPerSecond() > 0);
    awaitNothingLeft();
  }

  @Test
  void withKeptRatesTheEngineMakesNoStepBeforeTheFirstAnswer() {
    KeptRates kept = KeptRates.in(folder.resolve("state").resolve("rates"), clock::instant);
    assertTrue(stepsBeforeTheFirstAnswer(KeptRates.nothing()));
    assertTrue(stepsBeforeTheFirstAnswer(kept));
    assertFalse(stepsBeforeTheFirstAnswer(kept));
  }

  /// Whether a new engine has computed anything once the first request of a new router is admitted.
  private boolean stepsBeforeTheFirstAnswer(KeptRates kept) {
    registry.unloadIdleBase();
    try (TaskRouter router =
            new TaskRouter(
                RouterOptions.of(executor, Optional.empty(), governor, clock).withKept(kept));
        BaseLease lease = registry.leaseBase(Optional.empty())) {
      assertInstanceOf(Admission.Accepted.class, router.admit(Works.text().work()))
          .ticket()
          .close();
      return lease.engine().figures().prefillTokensPerSecond() > 0;
    }
  }

  @Test
  void pressureGivesAllBackAndTheNextCallMapsAgain() throws InterruptedException, IOException {
    List<Piece> before = run(plan(6));
    assertTrue(mappings() > 0);
    pressure.press();
    assertFalse(registry.isMapped());
    assertEquals(0, mappings());
    List<Relief> relief = governor.report().relief();
    assertEquals(
        List.of("prefix-cache", "idle-adapters", "idle-base"),
        relief.stream().map(Relief::rung).toList());
    assertTrue(relief.stream().allMatch(r -> r.residentBefore() > 0 && r.residentAfter() > 0));
    assertInstanceOf(
        Refusal.LowMemory.class,
        assertThrows(RefusedException.class, () -> executor.warm(BEGINNING, Optional.empty()))
            .why());
    assertEquals(answer(before), answer(run(plan(6))));
  }

  @Test
  void aBaseThatDoesNotFitTheBudgetIsRefusedAndNotKept() {
    budgets.set(Works.budgets(1000, 2048));
    assertInstanceOf(Refusal.LowMemory.class, executor.unavailable().orElseThrow());
    assertFalse(registry.isMapped());
  }

  /// Mappings of the bundles' files, by the kernel.
  private long mappings() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.contains(folder.toString()))
        .count();
  }
}
