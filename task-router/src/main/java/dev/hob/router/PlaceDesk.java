// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.policy.Place;
import dev.hob.router.admission.KeptRates;
import dev.hob.router.admission.Predictor;
import dev.hob.router.admission.RateMeter;
import dev.hob.router.placement.Candidate;
import dev.hob.router.queue.QueueOptions;
import dev.hob.router.queue.Turnstile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// One place with its queue and what was measured there. Thread-safe.
final class PlaceDesk {
  final Executor executor;
  final Turnstile turnstile;

  /// By digest of the base; one for a place that is not measured.
  private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();

  /// One measurement at a time; the others wait for it rather than disturb it.
  private final ReentrantLock measuring = new ReentrantLock();

  private final Optional<LocalExecutor> measurable;
  private final KeptRates kept;
  private final RouterClock clock;

  private PlaceDesk(
      Executor executor,
      Optional<LocalExecutor> measurable,
      KeptRates kept,
      QueueOptions queue,
      RouterClock clock) {
    this.executor = executor;
    this.measurable = measurable;
    this.kept = kept;
    this.clock = clock;
    turnstile = new Turnstile(queue, clock);
  }

  /// This machine: measured on first use, unless an earlier process left its rates.
  static PlaceDesk local(
      LocalExecutor executor, KeptRates kept, QueueOptions queue, RouterClock clock) {
    return new PlaceDesk(executor, Optional.of(executor), kept, queue, clock);
  }

  /// Another machine: its rates are assumed until answers have come.
  static PlaceDesk remote(Executor executor, QueueOptions queue, RouterClock clock) {
    return new PlaceDesk(executor, Optional.empty(), KeptRates.nothing(), queue, clock);
  }

  Place place() {
    return executor.place();
  }

  /// Whether `work` can be taken, and when it would be done. Learns this machine's rates on first
  /// use.
  Candidate candidate(Work work) throws InterruptedException {
    Duration wait = turnstile.expectedWait(work.queueClass());
    Optional<Refusal> unavailable =
        measurable.map(local -> local.unavailable(work.base())).orElseGet(executor::unavailable);
    Gauge gauge = gauge(work.base());
    if (unavailable.isEmpty()) {
      unavailable = measureUnless(gauge::isKnown, gauge, work.base());
    }
    if (unavailable.isEmpty()) {
      unavailable = measureUnless(() -> !keptRatesAloneRefuse(work), gauge, work.base());
    }
    return new Candidate(unavailable, predict(work, wait));
  }

  /// Whether nothing but what an earlier process left is in the way of `work`. If that were wrong,
  /// nothing would run, and so nothing would correct it: then the machine is measured after all.
  /// While something runs, that corrects it, and a measurement beside it would be wrong.
  private boolean keptRatesAloneRefuse(Work work) {
    Gauge gauge = gauge(work.base());
    return gauge.isKept()
        && turnstile.active() == 0
        && work.deadline().isMissedBy(predict(work, Duration.ZERO, 1));
  }

  Prediction predict(Work work, Duration wait) {
    return predict(work, wait, Math.min(turnstile.slots(), turnstile.active() + 1));
  }

  private Prediction predict(Work work, Duration wait, int load) {
    return gauge(work.base()).predictor().predict(work.feature(), wait, bare(work, load));
  }

  /// @param load requests that share the place, this one included
  Predictor.Bare bare(Work work, int load) {
    return gauge(work.base())
        .predictor()
        .bare(work.longestPrompt(), work.promptTokens(), work.outputTokens(), Math.max(1, load));
  }

  private Optional<Refusal> measureUnless(
      BooleanSupplier enough, Gauge gauge, Optional<String> base) throws InterruptedException {
    if (measurable.isEmpty() || enough.getAsBoolean()) {
      return Optional.empty();
    }
    LocalExecutor local = measurable.get();
    measuring.lockInterruptibly();
    try {
      recall(local, gauge, base);
      if (!enough.getAsBoolean()) {
        measure(local, gauge, base);
      }
      return Optional.empty();
    } catch (RefusedException e) {
      return Optional.of(e.why());
    } finally {
      measuring.unlock();
    }
  }

  /// Where there are kept rates, requests are taken meanwhile: a measurement that they were beside
  /// is too low and tells nothing.
  private void measure(LocalExecutor local, Gauge gauge, Optional<String> base)
      throws InterruptedException {
    boolean kept = gauge.isKept();
    long given = turnstile.given();
    boolean alone = turnstile.active() == 0;
    Rates found = local.measure(base);
    if (!kept || (alone && turnstile.given() == given)) {
      gauge.measured(found);
    }
  }

  /// Begins with what an earlier process left for `base`, which has just been mapped. Nothing is
  /// measured for it.
  void recall(Optional<String> base) {
    if (measurable.isEmpty() || !measuring.tryLock()) {
      return; // who measures has recalled
    }
    try {
      recall(measurable.get(), gauge(base), base);
    } catch (RefusedException e) {
      // It is gone again; whoever wants it next is told why.
    } finally {
      measuring.unlock();
    }
  }

  /// While `measuring` is held.
  private static void recall(LocalExecutor local, Gauge gauge, Optional<String> base) {
    if (!gauge.isKnown()) {
      local.circumstances(base).ifPresent(gauge::recall);
    }
  }

  /// Leaves to the next process what was learnt here.
  void leave() {
    gauges.values().forEach(Gauge::leave);
  }

  /// The form that work on `base` takes here.
  PromptForm form(Optional<String> base) {
    return measurable
        .map(local -> local.traits(base).form().orElse(PromptForm.CHAT))
        .orElse(PromptForm.CHAT);
  }

  Gauge gauge(Optional<String> base) {
    String key = measurable.map(local -> digest(local, base)).orElse("");
    return gauges.computeIfAbsent(key, any -> new Gauge(kept, clock));
  }

  private static String digest(LocalExecutor local, Optional<String> base) {
    try {
      return local.traits(base).digest();
    } catch (RefusedException e) {
      return ""; // no such base: what is told of its speed matters to nobody
    }
  }

  RouterStatus.PlaceStatus status() {
    var waiting = turnstile.waiting();
    RateMeter meter = gauge(Optional.empty()).meter();
    return new RouterStatus.PlaceStatus(
        place(),
        new RouterStatus.Queued(
            waiting.getOrDefault(QueueClass.INTERACTIVE, 0),
            waiting.getOrDefault(QueueClass.DEFAULT, 0),
            waiting.getOrDefault(QueueClass.BACKGROUND, 0)),
        turnstile.active(),
        turnstile.slots(),
        meter.rates(),
        meter.origin(),
        state());
  }

  /// Never maps a base: status must not wake what sleeps.
  private String state() {
    if (measurable.isPresent()) {
      return "available";
    }
    return executor.unavailable().map(Refusal::toString).orElse("available");
  }
}
