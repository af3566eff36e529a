// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.policy.Place;
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

/// One place with its queue and what was measured there. Thread-safe.
final class PlaceDesk {
  /// Used for a place that cannot be measured without sending something. Pessimistic for a server
  /// of its kind, so that the first answers are early rather than late.
  private static final Rates ASSUMED = new Rates(200, 15, 0);

  final Executor executor;
  final Turnstile turnstile;

  /// By digest of the base; one for a place that is not measured.
  private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();

  /// One measurement at a time; the others wait for it rather than disturb it.
  private final ReentrantLock measuring = new ReentrantLock();

  private final Optional<LocalExecutor> measurable;

  /// What was measured of one base.
  record Gauge(RateMeter meter, Predictor predictor) {
    static Gauge fresh() {
      RateMeter meter = new RateMeter(ASSUMED);
      return new Gauge(meter, new Predictor(meter));
    }
  }

  private PlaceDesk(
      Executor executor,
      Optional<LocalExecutor> measurable,
      QueueOptions queue,
      RouterClock clock) {
    this.executor = executor;
    this.measurable = measurable;
    turnstile = new Turnstile(queue, clock);
  }

  /// This machine: measured on first use.
  static PlaceDesk local(LocalExecutor executor, QueueOptions queue, RouterClock clock) {
    return new PlaceDesk(executor, Optional.of(executor), queue, clock);
  }

  /// Another machine: its rates are assumed until answers have come.
  static PlaceDesk remote(Executor executor, QueueOptions queue, RouterClock clock) {
    return new PlaceDesk(executor, Optional.empty(), queue, clock);
  }

  Place place() {
    return executor.place();
  }

  /// Whether `work` can be taken, and when it would be done. Measures this machine on first use.
  Candidate candidate(Work work) throws InterruptedException {
    Duration wait = turnstile.expectedWait(work.queueClass());
    Optional<Refusal> unavailable =
        measurable.map(local -> local.unavailable(work.base())).orElseGet(executor::unavailable);
    if (unavailable.isEmpty()) {
      unavailable = measureOnce(work.base());
    }
    return new Candidate(unavailable, predict(work, wait));
  }

  Prediction predict(Work work, Duration wait) {
    int load = Math.min(turnstile.slots(), turnstile.active() + 1);
    return gauge(work.base()).predictor().predict(work.feature(), wait, bare(work, load));
  }

  /// @param load requests that share the place, this one included
  Predictor.Bare bare(Work work, int load) {
    return gauge(work.base())
        .predictor()
        .bare(work.longestPrompt(), work.promptTokens(), work.outputTokens(), Math.max(1, load));
  }

  private Optional<Refusal> measureOnce(Optional<String> base) throws InterruptedException {
    RateMeter meter = gauge(base).meter();
    if (measurable.isEmpty() || meter.rates().samples() > 0) {
      return Optional.empty();
    }
    measuring.lockInterruptibly();
    try {
      if (meter.rates().samples() == 0) {
        meter.seed(measurable.get().measure(base));
      }
      return Optional.empty();
    } catch (RefusedException e) {
      return Optional.of(e.why());
    } finally {
      measuring.unlock();
    }
  }

  /// The form that work on `base` takes here.
  PromptForm form(Optional<String> base) {
    return measurable
        .map(local -> local.traits(base).form().orElse(PromptForm.CHAT))
        .orElse(PromptForm.CHAT);
  }

  Gauge gauge(Optional<String> base) {
    String key = measurable.map(local -> digest(local, base)).orElse("");
    return gauges.computeIfAbsent(key, any -> Gauge.fresh());
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
    return new RouterStatus.PlaceStatus(
        place(),
        new RouterStatus.Queued(
            waiting.getOrDefault(QueueClass.INTERACTIVE, 0),
            waiting.getOrDefault(QueueClass.DEFAULT, 0),
            waiting.getOrDefault(QueueClass.BACKGROUND, 0)),
        turnstile.active(),
        turnstile.slots(),
        gauge(Optional.empty()).meter().rates(),
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
