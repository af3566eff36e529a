// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import dev.hob.ipc.problem.ProblemDocument;
import dev.hob.ipc.problem.Problems;
import dev.hob.policy.Caller;
import dev.hob.router.Prediction;
import dev.hob.router.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// Takes requests off the event loop: bounds their bodies and their number, finds the caller, and
/// hands each to a virtual thread. Whatever a handler throws becomes a problem document; nothing a
/// request does can end the daemon.
public final class RequestDesk {
  /// What a door lets in.
  ///
  /// @param bodyBytes longest body
  /// @param requests in work at once, over all connections of the door
  /// @param stall how long a client may leave a write unread
  public record Limits(int bodyBytes, int requests, Duration stall) {
    /// 4 MiB is beyond any input a device can take; a desktop has tens of apps, not hundreds.
    public static final Limits DEFAULT = new Limits(4 << 20, 128, Duration.ofSeconds(20));
  }

  /// The blocking part of a request.
  public interface Handler {
    void handle(Exchange exchange) throws InterruptedException;
  }

  /// Read into nothing after a refusal, before the connection is closed.
  private static final long DRAIN_BYTES = 64L << 20;

  private final Executor threads;
  private final Function<HttpServerRequest, Caller> callers;
  private final Limits limits;
  private final Semaphore free;

  /// @param threads runs each task on a virtual thread of its own
  public RequestDesk(Executor threads, Function<HttpServerRequest, Caller> callers, Limits limits) {
    this.threads = threads;
    this.callers = callers;
    this.limits = limits;
    this.free = new Semaphore(limits.requests());
  }

  public Limits limits() {
    return limits;
  }

  /// A route's handler; event loop.
  public io.vertx.core.Handler<RoutingContext> route(Handler handler) {
    return context -> receive(context, handler);
  }

  private void receive(RoutingContext context, Handler handler) {
    HttpServerRequest request = context.request();
    long announced = announced(request);
    if (announced > limits.bodyBytes()) {
      refuse(context, new Refusal.TooLarge(announced, limits.bodyBytes(), "bytes"));
      return;
    }
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      if (context.response().ended()) {
        return;
      }
      long size = (long) body.length() + chunk.length();
      if (size > limits.bodyBytes()) {
        refuse(context, new Refusal.TooLarge(size, limits.bodyBytes(), "bytes"));
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(v -> {
      if (!context.response().ended()) {
        dispatch(context, body.getBytes(), handler);
      }
    });
    request.resume();
  }

  private void dispatch(RoutingContext context, byte[] body, Handler handler) {
    if (!free.tryAcquire()) {
      refuse(
          context,
          new Refusal.OverCapacity(
              Duration.ofSeconds(1),
              limits.requests(),
              new Prediction(Duration.ofSeconds(1), Duration.ofSeconds(1))));
      return;
    }
    // Registered here, on the event loop, so that no close can be missed.
    Exchange exchange = new Exchange(context, body, callers, limits.stall());
    threads.execute(() -> work(exchange, handler));
  }

  private void work(Exchange exchange, Handler handler) {
    try {
      exchange.identify();
      handler.handle(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.send(Problems.of(e));
    } catch (RuntimeException e) {
      exchange.send(Problems.of(e));
    } finally {
      free.release();
    }
  }

  /// Answers before the whole body has come, then reads the rest into nothing: a client that is cut
  /// off in mid-write never reads why. What will not end is closed.
  private void refuse(RoutingContext context, Refusal why) {
    ProblemDocument problem = Problems.of(why);
    HttpServerRequest request = context.request();
    context
        .response()
        .setStatusCode(problem.kind().status())
        .putHeader("Content-Type", "application/problem+json")
        .end(Exchange.bytes(problem.json()));
    if (request.isEnded()) {
      return;
    }
    long timer =
        context.vertx().setTimer(limits.stall().toMillis(), id -> request.connection().close());
    AtomicLong left = new AtomicLong(DRAIN_BYTES);
    request.handler(chunk -> {
      if (left.addAndGet(-chunk.length()) < 0) {
        request.connection().close();
      }
    });
    request.endHandler(v -> context.vertx().cancelTimer(timer));
    request.exceptionHandler(e -> context.vertx().cancelTimer(timer));
    request.resume();
  }

  private static long announced(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
