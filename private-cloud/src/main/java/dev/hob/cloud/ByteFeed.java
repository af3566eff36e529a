// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The body of a response, pulled by its reader. One reader; [#abort] from any thread.
///
/// Back-pressure: one delivery (16 KiB) is asked for when the one before is taken, so at most two
/// are here; then the socket's own buffers fill and the upstream stops. The body counts as there as
/// soon as the headers are, so that the reader may begin.
final class ByteFeed implements BodySubscriber<ByteFeed> {
  /// Holds one delivery, an end and an abort at most, by the demand above.
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

  private final AtomicReference<@Nullable CloudFailure> aborted = new AtomicReference<>();
  private volatile Flow.@Nullable Subscription subscription;

  /// The reader's own.
  private final Deque<ByteBuffer> taken = new ArrayDeque<>();

  private @Nullable End end;

  @Override
  public CompletionStage<ByteFeed> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (aborted.get() == null) {
      given.request(1);
    } else {
      given.cancel();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> delivered) {
    signals.add(new Bytes(delivered));
  }

  @Override
  public void onError(Throwable cause) {
    signals.add(new End(CloudFailure.transport(cause)));
  }

  @Override
  public void onComplete() {
    signals.add(new End(null));
  }

  /// Ends the body: the connection closes and the reader gets `why`, whatever had come.
  void abort(CloudFailure why) {
    aborted.compareAndSet(null, why);
    Flow.Subscription given = subscription;
    if (given != null) {
      given.cancel();
    }
    signals.add(new End(why));
  }

  /// The next bytes, never empty; null at the end of the body.
  ///
  /// @throws CloudFailure nothing came within `nanos`, the connection broke, or it was aborted
  @Nullable ByteBuffer next(long nanos) throws InterruptedException {
    while (true) {
      CloudFailure why = aborted.get();
      if (why != null) {
        throw why;
      }
      ByteBuffer buffer = taken.poll();
      if (buffer != null && buffer.hasRemaining()) {
        return buffer;
      }
      if (buffer == null) {
        End known = end;
        if (known == null) {
          take(nanos);
        } else if (known.failure() == null) {
          return null;
        } else {
          throw known.failure();
        }
      }
    }
  }

  private void take(long nanos) throws InterruptedException {
    switch (signals.poll(nanos, TimeUnit.NANOSECONDS)) {
      case null ->
          throw CloudFailure.of(
              CloudFailure.Kind.SUSPECT,
              "silent for " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
      case Bytes(List<ByteBuffer> buffers) -> {
        taken.addAll(buffers);
        Flow.Subscription given = subscription;
        if (given != null) {
          given.request(1);
        }
      }
      case End ended -> end = ended;
    }
  }

  private sealed interface Signal {}

  private record Bytes(List<ByteBuffer> buffers) implements Signal {}

  /// @param failure null = the body ended as it should
  private record End(@Nullable CloudFailure failure) implements Signal {}
}
