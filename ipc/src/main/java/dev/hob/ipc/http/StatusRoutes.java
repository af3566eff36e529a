// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.ipc.admin.Consent;
import dev.hob.ipc.admin.StatusSource;
import dev.hob.ipc.admin.StatusSource.FeatureState;
import dev.hob.ipc.channel.Watchers;
import dev.hob.ipc.inbox.InboxJson;
import dev.hob.ipc.wire.EnvelopeReader;
import dev.hob.ipc.wire.StrictJson;
import dev.hob.router.Prediction;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;

/// What Hob says about itself (`/v1/status`, `/v1/features`, `/v1/limits`), the switch
/// (`/v1/consent`), and what it has seen (`/v1/inbox`, `/v1/watch`).
public final class StatusRoutes {
  private final StatusSource status;
  private final Consent consent;
  private final InboxJson inbox;
  private final Watchers watchers;
  private final RequestDesk desk;

  public StatusRoutes(
      StatusSource status, Consent consent, InboxJson inbox, Watchers watchers, RequestDesk desk) {
    this.status = status;
    this.consent = consent;
    this.inbox = inbox;
    this.watchers = watchers;
    this.desk = desk;
  }

  void mount(Router router) {
    router.get("/v1/status").handler(desk.route(x -> answer(x, status.status())));
    router.get("/v1/features").handler(desk.route(x -> answer(x, features())));
    router.get("/v1/limits").handler(desk.route(x -> answer(x, status.limits())));
    router.get("/v1/inbox").handler(desk.route(x -> answer(x, inbox.originals())));
    router.delete("/v1/inbox").handler(desk.route(this::clearInbox));
    router.post("/v1/consent").handler(desk.route(this::consent));
    router.post("/v1/watch").handler(desk.route(this::watch));
    router.get("/v1/watch").handler(desk.route(this::watch));
  }

  private static void answer(Exchange exchange, JsonNode body) {
    exchange.send(200, body);
  }

  private ObjectNode features() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (FeatureState feature : status.features()) {
      list.add(feature.json());
    }
    return JsonNodeFactory.instance.objectNode().set("features", list);
  }

  /// `available` or `unavailable: why`.
  public static String availability(FeatureState feature) {
    return feature.json().path("availability").asText();
  }

  private void clearInbox(Exchange exchange) {
    inbox.clear();
    exchange.send(200, inbox.originals());
  }

  private void consent(Exchange exchange) {
    ObjectNode body = exchange.json();
    EnvelopeReader.refuseUnknown(body, "", List.of("granted"));
    JsonNode granted = body.path("granted");
    if (!granted.isBoolean()) {
      throw new ProblemException(
          new Problem.InvalidInput("/granted", "true or false", StrictJson.kind(granted)));
    }
    if (granted.booleanValue()) {
      consent.give();
    } else {
      consent.withdraw();
    }
    exchange.send(200, JsonNodeFactory.instance.objectNode().put("granted", consent.given()));
  }

  private void watch(Exchange exchange) throws InterruptedException {
    Duration second = Duration.ofSeconds(1);
    try (Watchers.Watch watch =
        watchers
            .watch()
            .orElseThrow(() ->
                new RefusedException(
                    new Refusal.OverCapacity(second, 0, new Prediction(second, second))))) {
      Thread self = Thread.currentThread();
      exchange.whenGone(self::interrupt);
      EventStream events = new EventStream(exchange);
      events.event("watching", JsonNodeFactory.instance.objectNode());
      while (!exchange.gone()) {
        Watchers.Event event = watch.next();
        events.event(event.name(), event.data());
      }
    }
  }
}
