// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.wire;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.policy.Place;
import dev.hob.router.Piece;
import dev.hob.router.Prediction;

/// An answer and its way there, in the words of formats.md, 5. Times in milliseconds. Immutable.
public final class AnswerJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private AnswerJson() {}

  /// The full answer.
  public static ObjectNode of(Answer answer) {
    ObjectNode node = NODES.objectNode();
    node.put("id", answer.id()).put("feature", answer.feature());
    node.set("output", answer.output());
    node.put("by", answer.by());
    node.put("place", EnvelopeReader.word(answer.place())).put("reason", answer.reason());
    node.put("base", answer.base().orElse(null));
    node.set("adapter", answer.adapter().map(AnswerJson::adapter).orElse(null));
    node.set("guard", guard(answer.guard()));
    node.set("usage", usage(answer.usage()));
    node.set("timing", timing(answer.timing()));
    return node;
  }

  /// The first event of a stream.
  public static ObjectNode accepted(String id, Place place, String reason, Prediction predicted) {
    ObjectNode node = NODES.objectNode();
    node.put("id", id).put("place", EnvelopeReader.word(place)).put("reason", reason);
    node.set("predicted", prediction(predicted));
    return node;
  }

  public static ObjectNode text(String text) {
    return NODES.objectNode().put("text", text);
  }

  public static ObjectNode prediction(Prediction predicted) {
    return NODES
        .objectNode()
        .put("firstToken", predicted.firstToken().toMillis())
        .put("finish", predicted.finish().toMillis());
  }

  private static ObjectNode adapter(Piece.AdapterStamp stamp) {
    return NODES
        .objectNode()
        .put("name", stamp.name())
        .put("version", stamp.version())
        .put("digest", stamp.digest());
  }

  private static ObjectNode guard(Answer.Guard guard) {
    ObjectNode node = NODES.objectNode();
    node.put("checked", guard.checked()).put("quoted", guard.quoted());
    guard.rejected().forEach(node.putArray("rejected")::add);
    return node;
  }

  private static ObjectNode usage(Answer.Usage usage) {
    return NODES
        .objectNode()
        .put("promptTokens", usage.promptTokens())
        .put("cachedTokens", usage.cachedTokens())
        .put("outputTokens", usage.outputTokens())
        .put("draftedTokens", usage.draftedTokens())
        .put("guardRetries", usage.guardRetries())
        .put("cpuMs", usage.cpuMs());
  }

  private static ObjectNode timing(Answer.Timing timing) {
    ObjectNode node = NODES.objectNode();
    node.put("queued", timing.queued())
        .put("firstToken", timing.firstToken())
        .put("total", timing.total());
    node.putObject("predicted")
        .put("firstToken", timing.predictedFirstToken())
        .put("finish", timing.predictedFinish());
    return node;
  }
}
