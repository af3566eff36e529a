// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.ipc.problem.ProblemDocument;
import dev.hob.ipc.problem.ProblemKind;
import dev.hob.ipc.wire.AnswerJson;
import java.time.InstantSource;

/// Completions, chunks and errors in OpenAI's shapes. Hob's own fields (`place`, `reason`, `guard`
/// …) ride along under `hob`, where clients that do not know them look past them.
final class ChatJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String model;
  private final InstantSource clock;

  ChatJson(String model, InstantSource clock) {
    this.model = model;
    this.clock = clock;
  }

  /// @param said content, or tool calls
  ObjectNode completion(Answer answer, ObjectNode said) {
    ObjectNode node = head("chatcmpl-" + answer.id(), "chat.completion");
    ObjectNode choice = node.putArray("choices").addObject();
    choice.put("index", 0);
    choice.putObject("message").put("role", "assistant").setAll(said);
    choice.put("finish_reason", finished(answer)).putNull("logprobs");
    node.set("usage", usage(answer));
    node.set("hob", own(answer));
    return node;
  }

  /// @param delta role or content of this chunk, or nothing
  ObjectNode chunk(String id, ObjectNode delta) {
    return chunk(id, delta, null);
  }

  /// The last chunk that has a choice.
  ObjectNode lastChunk(Answer answer) {
    return chunk(answer.id(), NODES.objectNode(), finished(answer));
  }

  private ObjectNode chunk(
      String id, ObjectNode delta, @org.jspecify.annotations.Nullable String finish) {
    ObjectNode node = head("chatcmpl-" + id, "chat.completion.chunk");
    ObjectNode choice = node.putArray("choices").addObject();
    choice.put("index", 0).set("delta", delta);
    choice.put("finish_reason", finish);
    return node;
  }

  private static String finished(Answer answer) {
    if (ChatTools.isCall(answer)) {
      return "tool_calls";
    }
    return answer.output().path("finish").asText("stop"); // free text may end at its limit
  }

  ObjectNode usageChunk(Answer answer) {
    ObjectNode node = head("chatcmpl-" + answer.id(), "chat.completion.chunk");
    node.putArray("choices");
    node.set("usage", usage(answer));
    node.set("hob", own(answer));
    return node;
  }

  static ObjectNode delta(String name, String value) {
    return NODES.objectNode().put(name, value);
  }

  /// `{"error": {"message", "type", "param", "code"}}` and our own fields.
  static ObjectNode error(ProblemDocument problem) {
    ObjectNode error = NODES.objectNode();
    error
        .put("message", problem.detail())
        .put("type", type(problem.kind()))
        .put("param", parameter(problem.fields()))
        .put("code", problem.kind().code());
    error.set("hob", problem.fields());
    return NODES.objectNode().set("error", error);
  }

  private static String type(ProblemKind kind) {
    if (kind.status() >= 500) {
      return "server_error";
    }
    return kind.status() == 429 ? "rate_limit_error" : "invalid_request_error";
  }

  private static @org.jspecify.annotations.Nullable String parameter(ObjectNode fields) {
    String option = fields.path("option").asText(null);
    return option != null ? option : fields.path("pointer").asText(null);
  }

  private ObjectNode head(String id, String object) {
    return NODES
        .objectNode()
        .put("id", id)
        .put("object", object)
        .put("created", clock.instant().getEpochSecond())
        .put("model", model);
  }

  private static ObjectNode usage(Answer answer) {
    int prompt = answer.usage().promptTokens();
    int output = answer.usage().outputTokens();
    ObjectNode usage =
        NODES
            .objectNode()
            .put("prompt_tokens", prompt)
            .put("completion_tokens", output)
            .put("total_tokens", prompt + output);
    usage.putObject("prompt_tokens_details").put("cached_tokens", answer.usage().cachedTokens());
    usage
        .putObject("completion_tokens_details")
        .put("accepted_prediction_tokens", answer.usage().draftedTokens());
    return usage;
  }

  private static ObjectNode own(Answer answer) {
    ObjectNode all = AnswerJson.of(answer);
    all.remove(java.util.List.of("output", "usage"));
    return all;
  }
}
