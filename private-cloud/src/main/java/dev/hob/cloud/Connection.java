// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One call to the upstream, on a connection of its own. One reader; [#abort] from any thread,
/// which closes the connection: that is how every server of this kind learns that nobody waits.
///
/// The client lives as long as the call. A shared one would wake every three seconds for as long as
/// the daemon runs (its selector's time-out), also when the cloud is never used; a handshake costs
/// little beside a model's answer, and TLS sessions are resumed.
final class Connection implements AutoCloseable {
  private final CloudOptions.Limits limits;
  private final HttpClient client;
  private final ByteFeed feed = new ByteFeed();
  private final EventStream events;
  private final CompletableFuture<HttpResponse<ByteFeed>> response;

  Connection(HttpClient client, HttpRequest request, CloudOptions.Limits limits) {
    this.client = client;
    this.limits = limits;
    events = new EventStream(feed, limits);
    response = client.sendAsync(request, _ -> feed);
  }

  /// Waits for the headers and checks them.
  ///
  /// @throws CloudFailure no answer, or not the one that was asked for
  void open() throws InterruptedException {
    HttpResponse<ByteFeed> head;
    try {
      head = response.get(limits.silence().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw CloudFailure.transport(e.getCause() == null ? e : e.getCause());
    } catch (CancellationException e) {
      throw CloudFailure.of(CloudFailure.Kind.ENDED, "cancelled");
    } catch (TimeoutException e) {
      throw CloudFailure.of(
          CloudFailure.Kind.SUSPECT, "silent for " + limits.silence().toMillis() + " ms");
    }
    if (head.statusCode() != 200) {
      throw CloudFailure.status(head.statusCode(), retryAfter(head.headers()));
    }
    String type = head.headers().firstValue("content-type").orElse("");
    if (!type.startsWith("text/event-stream")) {
      throw CloudFailure.of(
          CloudFailure.Kind.REFUSED, "the answer is not an event stream but \"" + type + "\"");
    }
  }

  /// The next chunk; empty once the stream has ended, by its own word or by its end.
  ///
  /// @throws CloudFailure the stream broke
  Optional<ChatChunk> next() throws InterruptedException {
    Optional<String> event = events.next(limits.silence().toNanos());
    return event.filter(data -> !data.equals("[DONE]")).map(ChatChunk::parse);
  }

  void abort() {
    feed.abort(CloudFailure.of(CloudFailure.Kind.ENDED, "cancelled"));
    response.cancel(true);
    client.shutdownNow();
  }

  @Override
  public void close() {
    abort();
  }

  private static Optional<Duration> retryAfter(HttpHeaders headers) {
    return headers
        .firstValue("retry-after")
        .filter(seconds -> seconds.matches("[0-9]{1,5}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }
}
