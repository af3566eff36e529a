// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.features.AnswerSink;
import dev.hob.features.Features;
import dev.hob.features.Request;
import dev.hob.ipc.http.ChatStream;
import dev.hob.ipc.http.Exchange;
import dev.hob.ipc.problem.Problems;
import dev.hob.ipc.wire.Envelope;
import dev.hob.policy.Place;
import dev.hob.router.Prediction;
import java.time.InstantSource;

/// Chats with a base itself, by the feature `generate`. Its text has no guard, so a stream shows it
/// as it is written.
final class FreeChats {
  private static final String FEATURE = "generate";

  private final Features features;
  private final InstantSource clock;

  FreeChats(Features features, InstantSource clock) {
    this.features = features;
    this.clock = clock;
  }

  void complete(Exchange exchange, FreeChat chat) throws InterruptedException {
    Envelope.Terms terms = Envelope.Terms.interactive();
    Request request =
        new Request(
            FEATURE,
            chat.input(),
            chat.options(),
            exchange.caller(),
            terms.queueClass(),
            terms.deadline(),
            terms.place(),
            terms.onOverflow(),
            chat.base());
    ChatJson json = new ChatJson(chat.model(), clock);
    if (chat.stream()) {
      stream(exchange, request, chat, json);
    } else {
      Answer answer = run(exchange, request, AnswerSink.FINAL_ONLY);
      exchange.send(200, json.completion(answer, said(answer)));
    }
  }

  private void stream(Exchange exchange, Request request, FreeChat chat, ChatJson json)
      throws InterruptedException {
    ChatStream stream = new ChatStream(exchange);
    try {
      Answer answer = run(exchange, request, new Deltas(stream, json));
      stream.send(json.lastChunk(answer));
      if (chat.usage()) {
        stream.send(json.usageChunk(answer));
      }
      stream.done();
    } catch (RuntimeException e) {
      if (!stream.opened()) {
        throw e;
      }
      stream.send(ChatJson.error(Problems.of(e)));
      stream.done();
    }
  }

  /// Chunks as the text grows. The request's thread only.
  private static final class Deltas implements AnswerSink {
    private final ChatStream stream;
    private final ChatJson json;
    private String id = "";

    Deltas(ChatStream stream, ChatJson json) {
      this.stream = stream;
      this.json = json;
    }

    @Override
    public void accepted(String request, Place place, String reason, Prediction predicted) {
      id = request;
      stream.send(json.chunk(id, ChatJson.delta("role", "assistant").put("content", "")));
    }

    @Override
    public void delta(String text) {
      stream.send(json.chunk(id, ChatJson.delta("content", text)));
    }
  }

  private static ObjectNode said(Answer answer) {
    return ChatJson.delta("content", answer.output().path("text").asText());
  }

  private Answer run(Exchange exchange, Request request, AnswerSink sink)
      throws InterruptedException {
    Features.Pending pending = features.start(request, sink);
    exchange.whenGone(pending::cancel);
    return pending.await();
  }
}
