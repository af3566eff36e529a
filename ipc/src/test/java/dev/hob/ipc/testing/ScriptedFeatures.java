// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.Answer;
import dev.hob.features.AnswerSink;
import dev.hob.features.Features;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.Request;
import dev.hob.policy.Caller;
import dev.hob.policy.Place;
import dev.hob.router.Prediction;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Features that do what a test scripts. A script that runs until cancelled shows what the door
/// does with a client that leaves.
public final class ScriptedFeatures implements Features {
  /// What one request does.
  public interface Script {
    Answer run(Request request, AnswerSink sink, CountDownLatch cancelled)
        throws InterruptedException;
  }

  private static final Prediction PREDICTED =
      new Prediction(Duration.ofMillis(30), Duration.ofMillis(300));

  private final AtomicReference<Script> script = new AtomicReference<>(ScriptedFeatures::echo);
  private final AtomicReference<Optional<Request>> last = new AtomicReference<>(Optional.empty());
  private final AtomicInteger cancels = new AtomicInteger();
  private final AtomicInteger started = new AtomicInteger();

  public void script(Script next) {
    script.set(next);
  }

  /// The last request that came through a door.
  public Request last() {
    return last.get().orElseThrow();
  }

  public int started() {
    return started.get();
  }

  public int cancels() {
    return cancels.get();
  }

  @Override
  public Answer answer(Request request, AnswerSink sink) throws InterruptedException {
    return start(request, sink).await();
  }

  @Override
  public Pending start(Request request, AnswerSink sink) {
    last.set(Optional.of(request));
    started.incrementAndGet();
    CountDownLatch cancelled = new CountDownLatch(1);
    CompletableFuture<Answer> result = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> run(request, sink, cancelled, result));
    return new Pending() {
      @Override
      public Answer await() {
        try {
          return result.join();
        } catch (CompletionException e) {
          throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
      }

      @Override
      public void cancel() {
        cancels.incrementAndGet();
        cancelled.countDown();
      }
    };
  }

  private void run(
      Request request,
      AnswerSink sink,
      CountDownLatch cancelled,
      CompletableFuture<Answer> result) {
    try {
      result.complete(script.get().run(request, sink, cancelled));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(new RefusedException(new Refusal.Cancelled()));
    }
  }

  @Override
  public Count count(Request request) {
    last.set(Optional.of(request));
    return new Count(request.input().toString().length(), 2048);
  }

  /// What [#actions] answers.
  public volatile Actions actions = new Actions(List.of(), List.of());

  @Override
  public Actions actions(Optional<String> app, Caller caller) {
    return new Actions(
        actions.offered().stream()
            .filter(it -> app.isEmpty() || app.get().equals(it.action().app()))
            .toList(),
        actions.left());
  }

  @Override
  public void warm(String feature, Optional<String> base) {
    if (!feature.equals("summarize")) {
      throw unknown(feature);
    }
  }

  /// Streams the input word by word and answers it.
  public static Answer echo(Request request, AnswerSink sink, CountDownLatch cancelled) {
    if (!List.of("summarize", "proofread", "digest", "rewrite", "prioritize")
        .contains(request.feature())) {
      throw unknown(request.feature());
    }
    sink.accepted("r1", Place.DEVICE, "default", PREDICTED);
    String text = request.input().path("text").asText("");
    for (String word : text.split("(?<= )")) {
      sink.delta(word);
    }
    return answer(request.feature(), text);
  }

  /// Accepts, then waits for the cancel that must come.
  public static Answer untilCancelled(Request request, AnswerSink sink, CountDownLatch cancelled)
      throws InterruptedException {
    sink.accepted("r1", Place.DEVICE, "default", PREDICTED);
    cancelled.await();
    throw new RefusedException(new Refusal.Cancelled());
  }

  public static Prediction predicted() {
    return PREDICTED;
  }

  private static ProblemException unknown(String feature) {
    return new ProblemException(
        new Problem.UnknownFeature(feature, List.of("summarize", "proofread", "digest")));
  }

  public static Answer answer(String feature, String text) {
    String field =
        switch (feature) {
          case "summarize" -> "summary";
          case "digest" -> "headline";
          default -> "text";
        };
    JsonNode output = JsonNodeFactory.instance.objectNode().put(field, text);
    return new Answer(
        "r1",
        feature,
        output,
        "model",
        Place.DEVICE,
        "default",
        Optional.empty(),
        Optional.empty(),
        new Answer.Guard(true, false, List.of()),
        new Answer.Usage(10, 4, 3, 1, 0, 5),
        new Answer.Timing(0, 20, 40, 30, 300));
  }
}
