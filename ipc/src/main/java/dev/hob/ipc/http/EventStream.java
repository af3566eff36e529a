// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.AnswerSink;
import dev.hob.ipc.wire.AnswerJson;
import dev.hob.policy.ActionCall;
import dev.hob.policy.Place;
import dev.hob.router.Prediction;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Server-sent events of one answer. The head is sent with the first event, so that a request
/// refused before it was accepted still gets a plain status code.
///
/// Called by the request's own thread alone; a write waits until the client has taken it.
///
/// @see "HTML standard, section 9.2, server-sent events"
public final class EventStream implements AnswerSink {
  private final Exchange exchange;
  private volatile boolean opened;

  EventStream(Exchange exchange) {
    this.exchange = exchange;
  }

  boolean opened() {
    return opened;
  }

  @Override
  public void accepted(String id, Place place, String reason, Prediction predicted) {
    event("accepted", AnswerJson.accepted(id, place, reason, predicted));
  }

  @Override
  public void delta(String text) {
    event("delta", AnswerJson.text(text));
  }

  @Override
  public void replace(String text) {
    event("replace", AnswerJson.text(text));
  }

  @Override
  public void asking(ActionCall call, Duration limit) {
    event(
        "asking",
        JsonNodeFactory.instance
            .objectNode()
            .put("app", call.app())
            .put("action", call.name())
            .put("within", limit.toMillis()));
  }

  /// @return whether the client is still there
  boolean event(String name, JsonNode data) {
    if (!opened) {
      opened = true;
      exchange.openStream();
    }
    return exchange.write(
        Buffer.buffer("event: " + name + "\ndata: ")
            .appendBuffer(Exchange.bytes(data))
            .appendString("\n\n", StandardCharsets.UTF_8.name()));
  }

  /// Sends the last event.
  void end(String name, JsonNode data) {
    if (event(name, data)) {
      exchange.end();
    }
  }
}
