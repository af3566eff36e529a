// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.features.AnswerSink;
import dev.hob.features.Features;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.Request;
import dev.hob.ipc.channel.BackgroundJob;
import dev.hob.ipc.inbox.InboxJson;
import dev.hob.ipc.problem.ProblemDocument;
import dev.hob.ipc.problem.Problems;
import dev.hob.ipc.wire.AnswerJson;
import dev.hob.ipc.wire.Envelope;
import dev.hob.ipc.wire.EnvelopeReader;
import dev.hob.ipc.wire.StrictJson;
import dev.hob.router.Prediction;
import dev.hob.router.QueueClass;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// `POST /v1/{feature}`, `/v1/warm`, `/v1/count`. Which features there are is the catalogue's
/// matter: an unknown name is refused there, with the known ones.
public final class FeatureRoutes {
  private static final String DIGEST = "digest";

  private final Features features;
  private final InboxJson inbox;
  private final Consumer<Answer> digests;
  private final Predicate<BackgroundJob> jobs;
  private final RequestDesk desk;

  /// @param inbox what `digest` reads where a request brings no notifications
  /// @param digests told of each finished digest of the inbox
  /// @param jobs takes work that the caller does not wait for; false when there is no room
  public FeatureRoutes(
      Features features,
      InboxJson inbox,
      Consumer<Answer> digests,
      Predicate<BackgroundJob> jobs,
      RequestDesk desk) {
    this.features = features;
    this.inbox = inbox;
    this.digests = digests;
    this.jobs = jobs;
    this.desk = desk;
  }

  void mount(Router router) {
    router.post("/v1/warm").handler(desk.route(this::warm));
    router.post("/v1/count").handler(desk.route(this::count));
    new ActionRoutes(features, desk).mount(router);
    router.post("/v1/:feature").handler(desk.route(this::answer));
  }

  private void answer(Exchange exchange) throws InterruptedException {
    String feature = exchange.path("feature");
    Envelope envelope = EnvelopeReader.read(exchange.json(), EnvelopeReader.REQUEST);
    boolean fromInbox = feature.equals(DIGEST) && asksForInbox(envelope);
    if (fromInbox && inBackground(envelope)) {
      queue(exchange, feature, new BackgroundJob.DigestInbox(exchange.caller()));
      return;
    }
    ObjectNode input = fromInbox ? inbox.input() : given(envelope);
    Request request = envelope.request(feature, input, exchange.caller());
    if (envelope.stream() || wantsEvents(exchange)) {
      stream(exchange, request, fromInbox);
    } else {
      Answer answer = run(exchange, request, AnswerSink.FINAL_ONLY);
      announce(answer, fromInbox);
      exchange.send(200, AnswerJson.of(answer));
    }
  }

  private void stream(Exchange exchange, Request request, boolean fromInbox)
      throws InterruptedException {
    EventStream events = new EventStream(exchange);
    try {
      Answer answer = run(exchange, request, events);
      announce(answer, fromInbox);
      events.end("done", AnswerJson.of(answer));
    } catch (RuntimeException e) {
      ProblemDocument problem = Problems.of(e);
      if (events.opened()) {
        events.end("error", problem.json());
      } else {
        exchange.send(problem);
      }
    }
  }

  private Answer run(Exchange exchange, Request request, AnswerSink sink)
      throws InterruptedException {
    Features.Pending pending = features.start(request, sink);
    exchange.whenGone(pending::cancel);
    return pending.await();
  }

  private void announce(Answer answer, boolean fromInbox) {
    if (fromInbox) {
      digests.accept(answer);
    }
  }

  private void warm(Exchange exchange) throws InterruptedException {
    Envelope envelope = EnvelopeReader.read(exchange.json(), EnvelopeReader.WARM);
    String feature = named(envelope);
    if (inBackground(envelope)) {
      queue(exchange, feature, new BackgroundJob.Warm(feature, envelope.terms().base()));
      return;
    }
    features.warm(feature, envelope.terms().base());
    exchange.send(
        200, JsonNodeFactory.instance.objectNode().put("feature", feature).put("warm", true));
  }

  private void count(Exchange exchange) {
    Envelope envelope = EnvelopeReader.read(exchange.json(), EnvelopeReader.NAMED);
    String feature = named(envelope);
    Features.Count count =
        features.count(envelope.request(feature, given(envelope), exchange.caller()));
    exchange.send(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("feature", feature)
            .put("tokens", count.tokens())
            .put("quota", count.quota())
            .put("fits", count.tokens() <= count.quota()));
  }

  private static boolean inBackground(Envelope envelope) {
    return envelope.terms().queueClass() == QueueClass.BACKGROUND;
  }

  /// 202: taken, and nothing more is said here.
  private void queue(Exchange exchange, String feature, BackgroundJob job) {
    if (!jobs.test(job)) {
      Duration second = Duration.ofSeconds(1);
      throw new RefusedException(
          new Refusal.OverCapacity(second, 0, new Prediction(second, second)));
    }
    exchange.send(
        202, JsonNodeFactory.instance.objectNode().put("feature", feature).put("queued", true));
  }

  private static boolean asksForInbox(Envelope envelope) {
    if (envelope.input().isEmpty()) {
      return true;
    }
    ObjectNode input = envelope.input().get();
    if (!input.has("inbox")) {
      return false;
    }
    EnvelopeReader.refuseUnknown(input, "/input", List.of("inbox"));
    if (!input.get("inbox").asBoolean(false)) {
      throw new ProblemException(
          new Problem.InvalidInput("/input/inbox", "true", StrictJson.kind(input.get("inbox"))));
    }
    return true;
  }

  private static ObjectNode given(Envelope envelope) {
    return envelope
        .input()
        .orElseThrow(
            () -> new ProblemException(new Problem.InvalidInput("/input", "an object", "nothing")));
  }

  private static String named(Envelope envelope) {
    return envelope
        .feature()
        .orElseThrow(() ->
            new ProblemException(
                new Problem.InvalidInput("/feature", "the name of a feature", "nothing")));
  }

  private static boolean wantsEvents(Exchange exchange) {
    String accept = exchange.request().getHeader("Accept");
    return accept != null && accept.contains("text/event-stream");
  }
}
