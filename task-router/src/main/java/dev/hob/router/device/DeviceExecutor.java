// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.Engine;
import dev.hob.engine.Generation;
import dev.hob.engine.GenerationRequest;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.TooLongException;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.sample.Sampling;
import dev.hob.policy.Caller;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.registry.Registry;
import dev.hob.router.BaseTraits;
import dev.hob.router.Beginning;
import dev.hob.router.Circumstances;
import dev.hob.router.LocalExecutor;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import dev.hob.router.PromptForm;
import dev.hob.router.QueueClass;
import dev.hob.router.Rates;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.RouterClock;
import dev.hob.router.Run;
import dev.hob.router.Work;
import dev.hob.router.governor.MemoryGovernor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Runs plans on this machine's engine. Thread-safe. Holds no lease between calls; a run holds its
/// own until it is closed.
public final class DeviceExecutor implements LocalExecutor {
  /// Tokens of the measurement: long enough that fixed costs do not hide the rate, short enough
  /// that the first request does not feel it.
  private static final int MEASURED_PREFILL = 64;

  private static final int MEASURED_DECODE = 8;

  /// Bases whose vocabulary is remembered: the active one and one beside it.
  private static final int KNOWN_BASES = 2;

  /// A fresh process compiles its kernels while it first runs them; the last pass counts. Another
  /// one is made only while all of them together stay unnoticed.
  private static final int MEASURED_PASSES = 3;

  private static final Duration MEASURED_TIME = Duration.ofMillis(300);

  private final Registry registry;
  private final MemoryGovernor governor;
  private final RouterClock clock;
  private final Machine machine;

  /// Of the bases that were used last, latest first. Written under no lock: two threads may make
  /// one, none is wrong.
  private volatile List<KnownBase> known = List.of();

  /// On a machine of which nothing is known.
  public DeviceExecutor(Registry registry, MemoryGovernor governor, RouterClock clock) {
    this(registry, governor, clock, Machine.UNTOLD);
  }

  public DeviceExecutor(
      Registry registry, MemoryGovernor governor, RouterClock clock, Machine machine) {
    this.registry = registry;
    this.governor = governor;
    this.clock = clock;
    this.machine = machine;
  }

  @Override
  public Place place() {
    return Place.DEVICE;
  }

  @Override
  public Optional<Refusal> unavailable(Optional<String> base) {
    try (Leases _ = Leases.base(registry, governor, "", base)) {
      return governor.makeRoom(0);
    } catch (RefusedException e) {
      return Optional.of(e.why());
    }
  }

  @Override
  public BaseTraits traits(Optional<String> base) {
    return Traits.of(registry, base);
  }

  @Override
  public Run start(Plan plan, Work work) {
    permit(work.decision());
    return start(plan, work.base(), owner(work.caller()), priority(work.queueClass()));
  }

  @Override
  public Run start(Plan plan, Decision decision) {
    permit(decision);
    return start(plan, Optional.empty(), "", GenerationRequest.Priority.DEFAULT);
  }

  private static void permit(Decision decision) {
    if (!decision.places().contains(Place.DEVICE)) {
      throw new RefusedException(new Refusal.NotPermitted(decision.rule(), decision.source()));
    }
  }

  /// Whose KV a prompt is. A name that only the user vouches for may be anybody's: it shares within
  /// one process.
  private static String owner(Caller caller) {
    String process = caller.trust() == Caller.Trust.USER ? " " + caller.pid() : "";
    return caller.app() + " " + caller.trust() + process;
  }

  private static GenerationRequest.Priority priority(QueueClass queueClass) {
    return switch (queueClass) {
      case INTERACTIVE -> GenerationRequest.Priority.INTERACTIVE;
      case DEFAULT -> GenerationRequest.Priority.DEFAULT;
      case BACKGROUND -> GenerationRequest.Priority.BACKGROUND;
    };
  }

  /// @param owner whose prompt it is; it is shared with nobody else's
  private Run start(
      Plan plan, Optional<String> base, String owner, GenerationRequest.Priority priority) {
    Leases leases = Leases.of(registry, governor, plan.role(), base);
    boolean started = false;
    try {
      checkRoom();
      KnownBase known = known(leases);
      Speech speech = Speech.of(plan, known);
      GenerationRequest request =
          new GenerationRequest(
                  speech.ids(),
                  speech.constantPrefix(),
                  leases.adapters(),
                  plan.maxTokens(),
                  new Sampling(plan.temperature(), 1f, plan.seed()),
                  speech.constraint(),
                  speech.stops())
              .by(owner, priority);
      Generation generation = submit(leases.lease().engine(), request);
      started = true;
      Run run =
          new DeviceRun(
              generation,
              new DeviceRun.Reader(known.tokenizer(), speech.words().ends()),
              leases::close,
              leases.manifest().digest(),
              leases.stamp());
      return speech.isChat() ? new ChatRun(run) : run;
    } finally {
      if (!started) {
        leases.close();
      }
    }
  }

  @Override
  public int count(Prompt prompt, Optional<String> base) {
    try (Leases leases = Leases.base(registry, governor, "", base)) {
      KnownBase known = known(leases);
      return known.form().filter(PromptForm.NATIVE::equals).isPresent()
          ? Speech.tokens("", prompt, known).size()
          : PromptTokens.count(prompt, known.tokenizer());
    }
  }

  @Override
  public void warm(Beginning beginning, Optional<String> base) throws InterruptedException {
    governor
        .pressed()
        .ifPresent(why -> {
          throw new RefusedException(why);
        });
    try (Leases leases = Leases.of(registry, governor, beginning.role(), base)) {
      checkRoom();
      Speech speech = Speech.of(beginning.plan(), known(leases));
      if (speech.constantPrefix() == 0) {
        return; // base and adapter are in memory now, and there is nothing to prefill
      }
      int[] constant = Arrays.copyOf(speech.ids(), speech.constantPrefix());
      run(
          leases.lease().engine(),
          new GenerationRequest(
              constant,
              constant.length,
              leases.adapters(),
              1,
              Sampling.GREEDY,
              TokenConstraint.NONE,
              new int[0]));
    }
  }

  @Override
  public Optional<Circumstances> circumstances(Optional<String> base) {
    try (Leases leases = Leases.base(registry, governor, "", base)) {
      return machine.circumstances(
          leases.manifest().digest(), leases.lease().engine().figures().kernel());
    }
  }

  @Override
  public Rates measure(Optional<String> base) throws InterruptedException {
    try (Leases leases = Leases.base(registry, governor, "", base)) {
      checkRoom();
      int context = leases.manifest().contextLength();
      int prefill = Math.min(MEASURED_PREFILL, context - MEASURED_DECODE);
      long start = clock.nanos();
      Measured measured = measure(leases, prefill, 0);
      for (int pass = 1;
          pass < MEASURED_PASSES && clock.nanos() - start < MEASURED_TIME.toNanos();
          pass++) {
        measured = measure(leases, prefill, pass);
      }
      return new Rates(
          1e9 * prefill / Math.max(1, measured.firstNanos()),
          1e9 * Math.max(1, measured.tokens() - 1) / Math.max(1, measured.restNanos()),
          1);
    }
  }

  /// One pass over tokens that no pass before began with, and without drafts: neither the prefix
  /// cache nor a lucky guess makes the machine look faster than it is.
  private Measured measure(Leases leases, int prefill, int pass) throws InterruptedException {
    int[] prompt = ordinaryTokens(prefill, pass, known(leases).vocabulary());
    return run(
        leases.lease().engine(),
        new GenerationRequest(
                prompt,
                0,
                List.of(),
                MEASURED_DECODE,
                Sampling.GREEDY,
                TokenConstraint.NONE,
                new int[0])
            .by("hob measure", GenerationRequest.Priority.DEFAULT)
            .withoutSpeculation());
  }

  private static Generation submit(Engine engine, GenerationRequest request) {
    try {
      return engine.submit(request);
    } catch (TooLongException e) {
      throw new RefusedException(new Refusal.TooLarge(e.requested(), e.limit(), "tokens"));
    }
  }

  private void checkRoom() {
    governor
        .makeRoom(0)
        .ifPresent(why -> {
          throw new RefusedException(why);
        });
  }

  private KnownBase known(Leases leases) {
    Base base = leases.lease().base();
    List<KnownBase> before = known;
    Optional<KnownBase> found = before.stream().filter(it -> it.isOf(base)).findFirst();
    if (found.isPresent() && found.get() == before.getFirst()) {
      return found.get();
    }
    KnownBase current = found.orElseGet(() -> new KnownBase(base, clock::instant));
    Stream<KnownBase> others = before.stream().filter(it -> !it.isOf(base));
    known = Stream.concat(Stream.of(current), others).limit(KNOWN_BASES).toList();
    return current;
  }

  private static int[] ordinaryTokens(int count, int from, Vocabulary vocabulary) {
    int[] text = vocabulary.text().stream().limit((long) count + from).toArray();
    return IntStream.range(from, from + count).map(i -> text[i % text.length]).toArray();
  }

  private Measured run(Engine engine, GenerationRequest request) throws InterruptedException {
    long start = clock.nanos();
    long first = 0;
    int tokens = 0;
    try (Generation generation = engine.submit(request)) {
      while (true) {
        switch (generation.next()) {
          case TokenEvent.Started _ -> {}
          case TokenEvent.Token _ -> {
            first = tokens == 0 ? clock.nanos() : first;
            tokens++;
          }
          case TokenEvent.Finished finished -> {
            if (finished.why() == TokenEvent.Why.FAILED) {
              throw new IllegalStateException("the engine failed a generation", finished.cause());
            }
            return new Measured(tokens, first - start, clock.nanos() - first);
          }
        }
      }
    }
  }

  private record Measured(int tokens, long firstNanos, long restNanos) {}
}
