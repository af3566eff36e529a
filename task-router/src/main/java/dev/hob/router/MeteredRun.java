// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.router.admission.RateMeter;

/// A run that is measured as its pieces go by. One consumer thread, as any run.
///
/// What counts of an answer are its steps: tokens that were drafted came for nothing, and how many
/// differs from feature to feature, which [dev.hob.router.admission.Predictor] learns by itself.
///
/// A consumer that dawdles makes a place look slow; a sample is taken only while at least four
/// fifths of the time was spent waiting for the place.
final class MeteredRun implements Run {
  private final Run inner;
  private final TaskTicket ticket;
  private final RouterClock clock;
  private final long startNanos;
  private final int promptIfUntold;
  private final int loadAtStart;
  private int promptTokens;
  private int computedTokens;
  private int outputTokens;
  private long firstNanos;
  private boolean first;
  private long waitedNanos;
  private boolean ended;

  /// @param promptIfUntold prompt tokens to count where the place tells none
  MeteredRun(Run inner, TaskTicket ticket, RouterClock clock, long startNanos, int promptIfUntold) {
    this.inner = inner;
    this.ticket = ticket;
    this.clock = clock;
    this.startNanos = startNanos;
    this.promptIfUntold = promptIfUntold;
    loadAtStart = ticket.desk().turnstile.active();
  }

  @Override
  public Piece next() throws InterruptedException {
    long before = clock.nanos();
    Piece piece = inner.next();
    long now = clock.nanos();
    waitedNanos += now - before;
    switch (piece) {
      case Piece.Started started -> {
        promptTokens = started.promptTokens() == 0 ? promptIfUntold : started.promptTokens();
        computedTokens = promptTokens - started.cachedTokens();
      }
      case Piece.Mark _, Piece.Text _ -> {
        outputTokens++;
        if (!first) {
          first = true;
          firstNanos = now;
          waitedNanos = 0;
          ticket.onFirstToken(now);
        }
      }
      case Piece.Finished finished -> {
        ended = true;
        outputTokens = finished.outputTokens();
        sample(finished, now);
        ticket.onFinished(finished, now);
      }
    }
    return piece;
  }

  @Override
  public void cancel() {
    inner.cancel();
  }

  @Override
  public void close() {
    inner.close();
    ticket.onClosed(this, ended, (long) promptTokens + outputTokens);
  }

  private void sample(Piece.Finished finished, long now) {
    if (!first || finished.why() == Piece.Why.CANCELLED) {
      return;
    }
    long decodeNanos = now - firstNanos;
    boolean prompt = waitedNanos * 5 >= decodeNanos * 4;
    ticket
        .gauge()
        .meter()
        .add(
            new RateMeter.Stretch(computedTokens, firstNanos - startNanos),
            new RateMeter.Stretch(prompt ? steps(finished) : 0, decodeNanos),
            Math.max(1, (loadAtStart + ticket.desk().turnstile.active()) / 2.0));
  }

  /// Steps after the first token.
  private static int steps(Piece.Finished finished) {
    return finished.outputTokens() - 1 - finished.draftedTokens();
  }
}
