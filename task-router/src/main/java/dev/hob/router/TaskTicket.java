// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.policy.Place;
import dev.hob.router.admission.Predictor;
import dev.hob.router.admission.Promises;
import dev.hob.router.queue.Turn;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// A ticket of [TaskRouter]. Thread-safe. Its runs share one turn; closing it closes them, frees
/// the turn and settles the prediction.
final class TaskTicket implements Ticket {
  /// What was accepted.
  record Accepted(String id, Work work, String reason, Prediction predicted, PlaceDesk desk) {}

  private final Accepted accepted;
  private final RouterClock clock;
  private final Promises promises;
  private final ObjLongConsumer<TaskTicket> onClose;
  private final Gauge gauge;
  private final Predictor.Bare bare;
  private final long acceptedNanos;
  private final Set<MeteredRun> runs = new HashSet<>();
  private @Nullable Turn turn;
  private boolean cancelled;
  private boolean closed;

  /// Set by the first token of the first run, and by the end of the latest.
  private long firstTokenNanos;

  private long finishNanos;
  private boolean sawFirstToken;
  private boolean failed;
  private int finishedRuns;
  private long usedTokens;

  TaskTicket(
      Accepted accepted,
      Optional<Turn> turn,
      RouterClock clock,
      Promises promises,
      ObjLongConsumer<TaskTicket> onClose) {
    this.accepted = accepted;
    this.turn = turn.orElse(null);
    this.clock = clock;
    this.promises = promises;
    this.onClose = onClose;
    gauge = accepted.desk().gauge(accepted.work().base());
    bare = accepted.desk().bare(accepted.work(), accepted.desk().turnstile.active());
    acceptedNanos = clock.nanos();
  }

  @Override
  public String id() {
    return accepted.id();
  }

  @Override
  public Place place() {
    return accepted.desk().place();
  }

  @Override
  public PromptForm form() {
    return accepted.desk().form(accepted.work().base());
  }

  @Override
  public String reason() {
    return accepted.reason();
  }

  @Override
  public Prediction predicted() {
    return accepted.predicted();
  }

  @Override
  public Run run(Plan plan) throws InterruptedException {
    if (!turn().await() || isOver()) {
      throw new RefusedException(new Refusal.Cancelled());
    }
    long started = clock.nanos();
    Run inner = accepted.desk().executor.start(plan, accepted.work());
    MeteredRun run = new MeteredRun(inner, this, clock, started, accepted.work().longestPrompt());
    synchronized (this) {
      if (!cancelled && !closed) {
        runs.add(run);
        return run;
      }
    }
    inner.close();
    throw new RefusedException(new Refusal.Cancelled());
  }

  @Override
  public synchronized long queuedMs() {
    return turn == null ? 0 : TimeUnit.NANOSECONDS.toMillis(turn.waitedNanos(clock.nanos()));
  }

  @Override
  public void cancel() {
    List<MeteredRun> running;
    Turn held;
    synchronized (this) {
      cancelled = true;
      running = List.copyOf(runs);
      held = turn;
    }
    running.forEach(MeteredRun::cancel);
    // A turn that has come stays until its runs have ended: the slot is still in use.
    if (running.isEmpty() && held != null) {
      held.close();
    }
  }

  @Override
  public void close() {
    List<MeteredRun> running;
    Turn held;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      running = List.copyOf(runs);
      held = turn;
    }
    running.forEach(MeteredRun::close);
    if (held != null) {
      held.close();
    }
    onClose.accept(this, settle());
    gauge.learnt();
  }

  /// Called by a run, once it has its first token.
  synchronized void onFirstToken(long nanos) {
    if (!sawFirstToken) {
      sawFirstToken = true;
      firstTokenNanos = nanos;
    }
  }

  /// Called by a run, once it has ended by itself.
  synchronized void onFinished(Piece.Finished finished, long nanos) {
    failed |= finished.why() == Piece.Why.CANCELLED;
    finishedRuns++;
    finishNanos = nanos;
    if (!sawFirstToken) {
      sawFirstToken = true; // an answer of nothing but the end token
      firstTokenNanos = nanos;
    }
  }

  /// Called by a run when it is closed.
  ///
  /// @param tokens prompt and answer
  synchronized void onClosed(MeteredRun run, boolean ended, long tokens) {
    if (runs.remove(run)) {
      failed |= !ended;
      usedTokens += tokens;
    }
  }

  String app() {
    return accepted.work().caller().app();
  }

  Gauge gauge() {
    return gauge;
  }

  PlaceDesk desk() {
    return accepted.desk();
  }

  private synchronized boolean isOver() {
    return cancelled || closed;
  }

  /// The turn; joins the queue now if the request was admitted without one.
  private synchronized Turn turn() {
    if (cancelled || closed) {
      throw new RefusedException(new Refusal.Cancelled());
    }
    if (turn == null) {
      Work work = accepted.work();
      turn =
          accepted
              .desk()
              .turnstile
              .enter(work.queueClass(), work.caller().app(), 1, Duration.ZERO)
              .orElseThrow(() ->
                  new RefusedException(
                      new Refusal.OverCapacity(Duration.ofSeconds(1), 0, accepted.predicted())));
    }
    return turn;
  }

  /// @return tokens that were used
  private synchronized long settle() {
    boolean predictedACall = accepted.work().promptTokens() > 0;
    if (!predictedACall || finishedRuns == 0 || failed || cancelled || turn == null) {
      return usedTokens;
    }
    promises.settle(
        accepted.predicted(),
        Duration.ofNanos(firstTokenNanos - acceptedNanos),
        Duration.ofNanos(finishNanos - acceptedNanos));
    long waited = turn.waitedNanos(clock.nanos());
    gauge
        .predictor()
        .learn(
            accepted.work().feature(),
            bare,
            firstTokenNanos - acceptedNanos - waited,
            finishNanos - acceptedNanos - waited);
    return usedTokens;
  }
}
