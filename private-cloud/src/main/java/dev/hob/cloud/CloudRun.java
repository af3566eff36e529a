// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import dev.hob.router.Piece;
import dev.hob.router.RefusedException;
import dev.hob.router.Run;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One answer of the upstream. One consumer thread; [#cancel] and [#close] from any.
///
/// The call goes out with the first [#next], on the consumer's thread, so that a cancel reaches it
/// at any point, also while it connects. Until the first token it may be tried twice; afterwards a
/// failure is the end.
final class CloudRun implements Run {
  /// What the executor lends to its runs.
  ///
  /// @param connect makes a fresh call
  /// @param refused turns any failure into the refusal that callers see
  record Calls(
      Supplier<Connection> connect,
      Breaker breaker,
      Function<RuntimeException, RefusedException> refused) {}

  private final Calls calls;
  private final String model;
  private final long deadlineNanos;
  private final LongSupplier nanos;
  private final Queue<Piece> ready = new ArrayDeque<>();

  /// Guarded by `this`, as `ended` is.
  private @Nullable Connection connection;

  private boolean ended;

  /// The consumer's own, as all below. Kept here because the guards around an attempt may clear the
  /// thread's flag.
  private boolean interrupted;

  private boolean started;
  private Optional<String> finish = Optional.empty();
  private int texts;
  private int counted = -1;

  /// @param model name to tell where the upstream tells none
  CloudRun(Calls calls, String model, LongSupplier nanos, long totalNanos) {
    this.calls = calls;
    this.model = model;
    this.nanos = nanos;
    deadlineNanos = nanos.getAsLong() + totalNanos;
  }

  /// @throws RefusedException the upstream cannot be reached or broke off
  @Override
  public Piece next() throws InterruptedException {
    while (ready.isEmpty()) {
      try {
        if (started) {
          follow();
        } else {
          begin();
        }
      } catch (RuntimeException e) {
        fail(e);
      }
    }
    return ready.remove();
  }

  @Override
  public void cancel() {
    close();
  }

  /// Closes the connection. A consumer that reads on gets `Finished(CANCELLED)`.
  @Override
  public void close() {
    Connection open;
    synchronized (this) {
      ended = true;
      open = connection;
    }
    if (open != null) {
      open.close();
    }
  }

  private void begin() throws InterruptedException {
    ChatChunk first = calls.breaker().call(this::attempt);
    started = true;
    String name = first.model().isEmpty() ? model : first.model();
    ready.add(new Piece.Started(name, Optional.empty(), Math.max(0, first.promptTokens()), 0));
    take(first);
  }

  /// A call up to its first chunk that says something.
  private ChatChunk attempt() {
    try {
      Connection fresh = register(calls.connect().get());
      boolean alive = false;
      try {
        fresh.open();
        while (true) {
          Optional<ChatChunk> chunk = fresh.next();
          if (chunk.isEmpty()) {
            throw CloudFailure.of(CloudFailure.Kind.TRANSIENT, "the stream ended without a token");
          }
          if (!chunk.get().text().isEmpty() || chunk.get().finish().isPresent()) {
            alive = true;
            return chunk.get();
          }
        }
      } finally {
        if (!alive) {
          fresh.close();
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
      throw CloudFailure.of(CloudFailure.Kind.ENDED, "interrupted");
    }
  }

  /// The rest of the answer. The upstream's count of tokens comes after the finish, if at all.
  private void follow() throws InterruptedException {
    Connection open = current();
    if (nanos.getAsLong() - deadlineNanos > 0) {
      throw CloudFailure.of(CloudFailure.Kind.SUSPECT, "the answer takes too long");
    }
    Optional<ChatChunk> chunk = open.next();
    if (chunk.isPresent()) {
      take(chunk.get());
    } else {
      end(open);
    }
  }

  private void take(ChatChunk chunk) {
    if (!chunk.text().isEmpty()) {
      texts++;
      ready.add(new Piece.Text(chunk.text()));
    }
    if (chunk.finish().isPresent()) {
      finish = chunk.finish();
    }
    if (chunk.completionTokens() >= 0) {
      counted = chunk.completionTokens();
    }
  }

  private void end(Connection open) {
    String reason =
        finish.orElseThrow(() ->
            CloudFailure.of(CloudFailure.Kind.TRANSIENT, "the stream broke off in the middle"));
    Piece.Why why =
        switch (reason) {
          case "stop" -> Piece.Why.STOP;
          case "length" -> Piece.Why.LENGTH;
          default ->
              throw CloudFailure.of(
                  CloudFailure.Kind.REFUSED, "the upstream ended the answer: it was filtered");
        };
    open.close();
    ready.add(new Piece.Finished(why, counted >= 0 ? counted : texts, Double.NaN));
  }

  /// A cancelled run ends as such; any other failure is the caller's to see.
  private void fail(RuntimeException cause) throws InterruptedException {
    boolean cancelled;
    synchronized (this) {
      cancelled = ended;
    }
    if (interrupted) {
      close();
      throw new InterruptedException();
    }
    if (cancelled) {
      ready.add(new Piece.Finished(Piece.Why.CANCELLED, texts, Double.NaN));
      return;
    }
    if (started && cause instanceof CloudFailure failure) {
      calls.breaker().streamBroke(failure);
    }
    close();
    throw calls.refused().apply(cause);
  }

  private Connection register(Connection fresh) {
    synchronized (this) {
      if (!ended) {
        connection = fresh;
        return fresh;
      }
    }
    fresh.close();
    throw CloudFailure.of(CloudFailure.Kind.ENDED, "cancelled");
  }

  private synchronized Connection current() {
    Connection open = connection;
    if (open == null) {
      throw new IllegalStateException("no connection after the first token");
    }
    return open;
  }
}
