// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.ipc.problem.ProblemDocument;
import dev.hob.ipc.wire.StrictJson;
import dev.hob.policy.Caller;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// One HTTP request whose body has come in whole, seen from its own virtual thread.
///
/// A write blocks until the bytes have left for the socket: that *is* the back-pressure. A client
/// that stops reading holds one event, not a queue of them, and is cut off after the stall time.
public final class Exchange {
  private static final Caller NOBODY = new Caller("unknown", -1, -1, Caller.Trust.USER);

  private final RoutingContext context;
  private final byte[] body;
  private final Function<HttpServerRequest, Caller> callers;
  private final Duration stall;
  private final AtomicReference<Optional<Runnable>> onGone =
      new AtomicReference<>(Optional.empty());
  private Caller caller = NOBODY;
  private volatile boolean gone;

  Exchange(
      RoutingContext context,
      byte[] body,
      Function<HttpServerRequest, Caller> callers,
      Duration stall) {
    this.context = context;
    this.body = body;
    this.callers = callers;
    this.stall = stall;
    context.response().closeHandler(v -> leave());
  }

  /// Before anything else is done for it.
  ///
  /// @throws dev.hob.features.ProblemException the caller may not come in
  void identify() {
    caller = callers.apply(context.request());
  }

  public Caller caller() {
    return caller;
  }

  /// The body, read strictly.
  ///
  /// @throws dev.hob.features.ProblemException `invalid-input`
  public ObjectNode json() {
    return StrictJson.object(body);
  }

  public boolean hasBody() {
    return body.length > 0;
  }

  /// A named part of the path.
  public String path(String name) {
    return Optional.ofNullable(context.pathParam(name)).orElse("");
  }

  public HttpServerRequest request() {
    return context.request();
  }

  /// The client is no longer there: nothing that is written can arrive.
  public boolean gone() {
    return gone;
  }

  /// Runs `action` once, on a thread of its own, when the client leaves before the answer ended; at
  /// once if it has left already.
  public void whenGone(Runnable action) {
    onGone.set(Optional.of(action));
    if (gone) {
      fire();
    }
  }

  private void leave() {
    gone = true;
    fire();
  }

  private void fire() {
    onGone
        .getAndSet(Optional.empty())
        .ifPresent(action -> Thread.ofVirtual().name("hob-gone").start(action));
  }

  public void send(int status, JsonNode answer) {
    send(status, "application/json", answer);
  }

  /// RFC 9457; `Retry-After` in whole seconds where the problem has a time.
  public void send(ProblemDocument problem) {
    JsonNode after = problem.fields().get("retryAfter");
    if (after != null) {
      long seconds = (after.longValue() + 999) / 1000;
      context.response().putHeader("Retry-After", Long.toString(seconds));
    }
    send(problem.kind().status(), "application/problem+json", problem.json());
  }

  private void send(int status, String type, JsonNode answer) {
    HttpServerResponse response = context.response();
    if (gone || response.ended()) {
      return;
    }
    response.setStatusCode(status).putHeader("Content-Type", type).end(bytes(answer));
  }

  static Buffer bytes(JsonNode node) {
    try {
      return Buffer.buffer(StrictJson.mapperForWriting().writeValueAsBytes(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that cannot be written", e);
    }
  }

  void openStream() {
    HttpServerResponse response = context.response();
    response
        .setStatusCode(200)
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store");
  }

  /// Writes and waits until it has left.
  ///
  /// @return whether the client is still there
  boolean write(Buffer chunk) {
    if (gone) {
      return false;
    }
    return arrived(context.response().write(chunk));
  }

  void end() {
    if (!gone && !context.response().ended()) {
      context.response().end();
    }
  }

  private boolean arrived(Future<Void> written) {
    try {
      written
          .toCompletionStage()
          .toCompletableFuture()
          .get(stall.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      cut();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cut();
      return false;
    }
  }

  private void cut() {
    leave();
    context.request().connection().close();
  }
}
