// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.Engine;
import dev.hob.engine.Generation;
import dev.hob.engine.GenerationRequest;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.TooLongException;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.constrain.schema.UnsupportedSchemaException;
import dev.hob.engine.sample.Sampling;
import dev.hob.engine.tokenizer.Tokenizer;
import dev.hob.policy.Caller;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.registry.Registry;
import dev.hob.router.LocalExecutor;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import dev.hob.router.QueueClass;
import dev.hob.router.Rates;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.RouterClock;
import dev.hob.router.Run;
import dev.hob.router.Work;
import dev.hob.router.governor.MemoryGovernor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Runs plans on this machine's engine. Thread-safe. Holds no lease between calls; a run holds its
/// own until it is closed.
public final class DeviceExecutor implements LocalExecutor {
  /// Tokens of the measurement: long enough that fixed costs do not hide the rate, short enough
  /// that the first request does not feel it.
  private static final int MEASURED_PREFILL = 64;

  private static final int MEASURED_DECODE = 8;

  /// A fresh process compiles its kernels while it first runs them; the last pass counts. Another
  /// one is made only while all of them together stay unnoticed.
  private static final int MEASURED_PASSES = 3;

  private static final Duration MEASURED_TIME = Duration.ofMillis(300);

  private final Registry registry;
  private final MemoryGovernor governor;
  private final RouterClock clock;

  /// Of the base with that digest. Written under no lock: two threads may make it, none is wrong.
  private volatile @Nullable KnownBase known;

  public DeviceExecutor(Registry registry, MemoryGovernor governor, RouterClock clock) {
    this.registry = registry;
    this.governor = governor;
    this.clock = clock;
  }

  @Override
  public Place place() {
    return Place.DEVICE;
  }

  @Override
  public Optional<Refusal> unavailable() {
    try (Leases _ = Leases.base(registry, governor, "")) {
      return governor.makeRoom(0);
    } catch (RefusedException e) {
      return Optional.of(e.why());
    }
  }

  @Override
  public Run start(Plan plan, Work work) {
    return start(plan, work.decision(), owner(work.caller()), priority(work.queueClass()));
  }

  @Override
  public Run start(Plan plan, Decision decision) {
    return start(plan, decision, "", GenerationRequest.Priority.DEFAULT);
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
      Plan plan, Decision decision, String owner, GenerationRequest.Priority priority) {
    if (!decision.places().contains(Place.DEVICE)) {
      throw new RefusedException(new Refusal.NotPermitted(decision.rule(), decision.source()));
    }
    Leases leases = Leases.of(registry, governor, plan.role());
    boolean started = false;
    try {
      checkRoom();
      Tokenizer tokenizer = leases.lease().base().tokenizer();
      GenerationRequest request = request(plan, leases, tokenizer).by(owner, priority);
      Generation generation = submit(leases.lease().engine(), request);
      started = true;
      return new DeviceRun(
          generation, tokenizer, leases::close, leases.manifest().digest(), leases.stamp());
    } finally {
      if (!started) {
        leases.close();
      }
    }
  }

  @Override
  public int count(Prompt prompt) {
    try (Leases leases = Leases.base(registry, governor, "")) {
      return tokens("", prompt, leases.lease().base().tokenizer()).size();
    }
  }

  @Override
  public void warm(String role, Prompt prompt) throws InterruptedException {
    governor
        .pressed()
        .ifPresent(why -> {
          throw new RefusedException(why);
        });
    try (Leases leases = Leases.of(registry, governor, role)) {
      checkRoom();
      PromptTokens tokens = tokens(role, prompt, leases.lease().base().tokenizer());
      if (tokens.constantPrefix() == 0) {
        return; // base and adapter are in memory now, and there is nothing to prefill
      }
      int[] constant = tokens.constant();
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
  public Rates measure() throws InterruptedException {
    try (Leases leases = Leases.base(registry, governor, "")) {
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

  private GenerationRequest request(Plan plan, Leases leases, Tokenizer tokenizer) {
    PromptTokens tokens = tokens(plan.role(), plan.prompt(), tokenizer);
    int context = leases.manifest().contextLength();
    if (tokens.size() + plan.maxTokens() > context) {
      throw new RefusedException(
          new Refusal.TooLarge((long) tokens.size() + plan.maxTokens(), context, "tokens"));
    }
    return new GenerationRequest(
        tokens.ids(),
        tokens.constantPrefix(),
        leases.adapters(),
        plan.maxTokens(),
        new Sampling(plan.temperature(), 1f, plan.seed()),
        constraint(plan, leases, tokenizer, tokens),
        tokenizer.endTokens().stream().mapToInt(Integer::intValue).toArray());
  }

  private TokenConstraint constraint(
      Plan plan, Leases leases, Tokenizer tokenizer, PromptTokens tokens) {
    try {
      if (plan.grammar().schema().isPresent()) {
        return known(leases).schemas().constraint(plan.grammar().schema().get());
      }
      return new GrammarConstraint(
          plan.grammar(),
          tokenizer,
          known(leases).vocabulary(),
          new CopyIndex(plan.grammar().copyBias() == 0f ? new int[0] : tokens.content()));
    } catch (UnsupportedSchemaException e) {
      throw new RefusedException(new Refusal.UnsupportedSchema(e.pointer(), e.why()));
    } catch (IllegalArgumentException e) {
      throw notSpoken(plan.role(), e);
    }
  }

  private static PromptTokens tokens(String role, Prompt prompt, Tokenizer tokenizer) {
    try {
      return PromptTokens.of(prompt, tokenizer);
    } catch (IllegalArgumentException e) {
      throw notSpoken(role, e);
    }
  }

  /// The base's vocabulary lacks a token of the form: it was not made for this feature.
  private static RefusedException notSpoken(String role, IllegalArgumentException cause) {
    return new RefusedException(
        new Refusal.Unavailable(role, "the base does not know this form: " + cause.getMessage()));
  }

  private void checkRoom() {
    governor
        .makeRoom(0)
        .ifPresent(why -> {
          throw new RefusedException(why);
        });
  }

  private KnownBase known(Leases leases) {
    KnownBase current = known;
    String digest = leases.manifest().digest();
    if (current == null || !current.digest().equals(digest)) {
      current = new KnownBase(digest, leases.lease().base().tokenizer());
      known = current;
    }
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
