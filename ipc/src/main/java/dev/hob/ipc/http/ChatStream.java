// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;

/// Server-sent events without names, closed by `[DONE]`, as OpenAI's clients read them. Called by
/// the request's own threads, one after the other; a write waits until the client has taken it.
public final class ChatStream {
  private final Exchange exchange;
  private volatile boolean opened;

  public ChatStream(Exchange exchange) {
    this.exchange = exchange;
  }

  public boolean opened() {
    return opened;
  }

  public void send(JsonNode data) {
    if (!opened) {
      opened = true;
      exchange.openStream();
    }
    exchange.write(Buffer.buffer("data: ").appendBuffer(Exchange.bytes(data)).appendString("\n\n"));
  }

  public void done() {
    if (exchange.write(Buffer.buffer("data: [DONE]\n\n"))) {
      exchange.end();
    }
  }
}
