// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.testing;

import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.router.BaseTraits;
import dev.hob.router.Beginning;
import dev.hob.router.Circumstances;
import dev.hob.router.LocalExecutor;
import dev.hob.router.Piece;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import dev.hob.router.PromptForm;
import dev.hob.router.Rates;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Run;
import dev.hob.router.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An executor that answers from a script. Thread-safe and strict: a plan without a script fails
/// the test, and [#assertAllClosed] names what was left open.
///
/// ```java
/// var device = ScriptedExecutor.device();
/// device.answers("summarize", mark("1"), text(" It rains."));
/// ```
public final class ScriptedExecutor implements LocalExecutor {
  private final Place place;
  private final List<Script> scripts = new ArrayList<>();
  private final List<Plan> started = new ArrayList<>();
  private final List<String> warmed = new ArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger measurements = new AtomicInteger();
  private volatile Optional<Refusal> unavailable = Optional.empty();
  private volatile Rates rates = new Rates(1000, 100, 1);
  private volatile Optional<Circumstances> circumstances = Optional.empty();
  private volatile Gate gate = () -> {};
  private volatile Gate whileMeasured = () -> {};

  private ScriptedExecutor(Place place) {
    this.place = place;
  }

  public static ScriptedExecutor device() {
    return new ScriptedExecutor(Place.DEVICE);
  }

  public static ScriptedExecutor cloud() {
    return new ScriptedExecutor(Place.CLOUD);
  }

  public static Piece text(String text) {
    return new Piece.Text(text);
  }

  public static Piece mark(String name) {
    return mark(name, 1);
  }

  public static Piece mark(String name, double probability) {
    return new Piece.Mark(name, probability);
  }

  /// Each plan of `role` gets these pieces, between a `Started` and a `Finished` made here.
  public ScriptedExecutor answers(String role, Piece... pieces) {
    return answers(role, plan -> List.of(pieces));
  }

  /// Each plan of `role` gets what `script` makes of it.
  public synchronized ScriptedExecutor answers(String role, Function<Plan, List<Piece>> script) {
    scripts.removeIf(s -> s.role().equals(role));
    scripts.add(new Script(role, script, null));
    return this;
  }

  /// Each plan of `role` fails with `why` after its first piece.
  public synchronized ScriptedExecutor failsInMidStream(String role, Refusal why) {
    scripts.removeIf(s -> s.role().equals(role));
    scripts.add(new Script(role, plan -> List.of(text(" first")), why));
    return this;
  }

  public ScriptedExecutor unavailable(@Nullable Refusal why) {
    unavailable = Optional.ofNullable(why);
    return this;
  }

  public ScriptedExecutor rates(double prefill, double decode) {
    rates = new Rates(prefill, decode, 1);
    return this;
  }

  /// Without it nothing that an earlier process left holds.
  public ScriptedExecutor runsUnder(Circumstances known) {
    circumstances = Optional.of(known);
    return this;
  }

  /// `newGate` is passed before each piece after `Started`: a test may wait there or move a clock.
  public ScriptedExecutor gate(Gate newGate) {
    gate = newGate;
    return this;
  }

  /// `event` happens during each measurement.
  public ScriptedExecutor whileMeasured(Gate event) {
    whileMeasured = event;
    return this;
  }

  /// Plans in the order of their start.
  public synchronized List<Plan> started() {
    return List.copyOf(started);
  }

  /// Roles that were warmed.
  public synchronized List<String> warmed() {
    return List.copyOf(warmed);
  }

  public int measurements() {
    return measurements.get();
  }

  public int open() {
    return open.get();
  }

  public void assertAllClosed() {
    if (open.get() != 0) {
      throw new AssertionError(open.get() + " runs were left open");
    }
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Run start(Plan plan, Decision decision) {
    if (!decision.places().contains(place)) {
      throw new RefusedException(new Refusal.NotPermitted(decision.rule(), decision.source()));
    }
    unavailable.ifPresent(why -> {
      throw new RefusedException(why);
    });
    Script script = take(plan);
    open.incrementAndGet();
    return new ScriptedRun(plan, script);
  }

  @Override
  public Optional<Refusal> unavailable(Optional<String> base) {
    return unavailable;
  }

  @Override
  public BaseTraits traits(Optional<String> base) {
    return new BaseTraits(
        base.orElse("scripted"), "1.0.0", "scripted", Optional.of(PromptForm.NATIVE), 2048);
  }

  /// One token a word, one a special.
  @Override
  public int count(Prompt prompt, Optional<String> base) {
    return prompt.segments().stream()
        .mapToInt(segment ->
            switch (segment) {
              case Segment.Special _ -> 1;
              case Segment.Trusted(String text) -> text.split("\\s+").length;
              case Segment.Content(String text) -> text.split("\\s+").length;
            })
        .sum();
  }

  @Override
  public synchronized void warm(Beginning beginning, Optional<String> base) {
    unavailable.ifPresent(why -> {
      throw new RefusedException(why);
    });
    warmed.add(beginning.role());
  }

  @Override
  public Optional<Circumstances> circumstances(Optional<String> base) {
    return circumstances;
  }

  @Override
  public Rates measure(Optional<String> base) throws InterruptedException {
    measurements.incrementAndGet();
    whileMeasured.pass();
    return rates;
  }

  private synchronized Script take(Plan plan) {
    started.add(plan);
    return scripts.stream()
        .filter(s -> s.role().equals(plan.role()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no script for role " + plan.role()));
  }

  /// Passed before each piece.
  @FunctionalInterface
  public interface Gate {
    void pass() throws InterruptedException;
  }

  private record Script(
      String role, Function<Plan, List<Piece>> pieces, @Nullable Refusal failure) {}

  private final class ScriptedRun implements Run {
    private final Queue<Piece> left;
    private final @Nullable Refusal failure;
    private final int promptTokens;
    private final int maxTokens;
    private boolean startedTold;
    private int told;
    private boolean ended;
    private volatile boolean cancelled;
    private boolean closed;

    ScriptedRun(Plan plan, Script script) {
      left = new ArrayDeque<>(script.pieces().apply(plan));
      failure = script.failure();
      promptTokens = count(plan.prompt(), Optional.empty());
      maxTokens = plan.maxTokens();
    }

    @Override
    public Piece next() throws InterruptedException {
      if (closed || ended) {
        throw new AssertionError("next() after the end");
      }
      if (!startedTold) {
        startedTold = true;
        return new Piece.Started("scripted", Optional.empty(), promptTokens, 0);
      }
      if (!cancelled) {
        gate.pass();
      }
      if (cancelled) {
        return finish(Piece.Why.CANCELLED);
      }
      if (told == maxTokens) {
        return finish(Piece.Why.LENGTH);
      }
      Piece next = left.poll();
      if (next != null) {
        told++;
        return next;
      }
      if (failure != null) {
        ended = true;
        throw new RefusedException(failure);
      }
      return finish(Piece.Why.STOP);
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }

    private Piece finish(Piece.Why why) {
      ended = true;
      return new Piece.Finished(why, told, -0.5);
    }
  }
}
