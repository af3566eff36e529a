// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.router.Executor;
import dev.hob.router.Plan;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.RouterClock;
import dev.hob.router.Run;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/// The cloud as a place: streams chat completions of an OpenAI-compatible server (vLLM,
/// llama-server, Ollama, another Hob). Thread-safe. Sends the plan's `chat` form and nothing else;
/// its answers have text, never marks.
public final class CloudExecutor implements Executor {
  private final CloudOptions options;
  private final RouterClock clock;
  private final Tls tls;
  private final Breaker breaker;
  private volatile String lastCause = "never tried";

  public CloudExecutor(CloudOptions options, RouterClock clock) {
    this.options = options;
    this.clock = clock;
    tls = new Tls(options.caFile());
    breaker = new Breaker(options.limits(), clock);
  }

  @Override
  public Place place() {
    return Place.CLOUD;
  }

  /// Checks and returns at once; the call goes out with the first `next()` of the run.
  @Override
  public Run start(Plan plan, Decision decision) {
    if (!decision.places().contains(Place.CLOUD)) {
      throw new RefusedException(new Refusal.NotPermitted(decision.rule(), decision.source()));
    }
    if (plan.chat().messages().isEmpty()) {
      throw new RefusedException(
          new Refusal.Unavailable(plan.role(), "it has no form that the cloud understands"));
    }
    unavailable()
        .ifPresent(why -> {
          throw new RefusedException(why);
        });
    String model = options.model().replace("{role}", plan.role());
    byte[] body = ChatChunk.request(plan, model);
    return new CloudRun(
        new CloudRun.Calls(() -> connect(body), breaker, this::refused),
        model,
        clock::nanos,
        options.limits().total().toNanos());
  }

  /// The breaker's word; nothing is sent to find out.
  @Override
  public Optional<Refusal> unavailable() {
    return breaker.openFor().map(left -> unreachable(lastCause, left));
  }

  private Connection connect(byte[] body) {
    HttpClient client =
        HttpClient.newBuilder()
            // With HTTP/1.1 a cancelled call is a closed connection, which every server notices.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.limits().connect())
            .sslContext(tls.context())
            .build();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(options.chatCompletions())
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    options.keyFile().map(CloudExecutor::key).ifPresent(k -> request.header("Authorization", k));
    return new Connection(client, request.build(), options.limits());
  }

  private static String key(Path file) {
    try {
      String key = Files.readString(file).strip();
      if (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
        throw CloudFailure.of(
            CloudFailure.Kind.REFUSED, "key file " + file + " must hold one line of ASCII");
      }
      return "Bearer " + key;
    } catch (IOException e) {
      throw CloudFailure.of(CloudFailure.Kind.REFUSED, "key file " + file + " cannot be read");
    }
  }

  private RefusedException refused(RuntimeException cause) {
    return switch (cause) {
      case CloudFailure failure -> {
        lastCause = failure.words();
        Duration pause =
            breaker.openFor().or(failure::retryAfter).orElse(options.limits().connect());
        yield new RefusedException(unreachable(failure.words(), pause));
      }
      case CircuitBreakerOpenException _ ->
          new RefusedException(
              unreachable(lastCause, breaker.openFor().orElse(options.limits().breakerDelay())));
      default -> throw cause;
    };
  }

  private Refusal unreachable(String cause, Duration retryAfter) {
    return new Refusal.CloudUnreachable(options.endpoint().toString(), cause, retryAfter);
  }
}
