// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.router.ChatMessage;
import dev.hob.router.Plan;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One event of a streamed chat completion.
///
/// @param model as the upstream names it, empty when it does not
/// @param text what it adds to the answer, possibly empty
/// @param finish `finish_reason`, in the last chunk
/// @param completionTokens -1 until the upstream counts them
/// @param promptTokens -1 until the upstream counts them
record ChatChunk(
    String model, String text, Optional<String> finish, int completionTokens, int promptTokens) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_NAME = 200;

  /// @throws CloudFailure the event is no such chunk, or says that the upstream failed
  static ChatChunk parse(String event) {
    JsonNode root;
    try {
      root = JSON.readTree(event);
    } catch (JsonProcessingException e) {
      throw malformed();
    }
    if (root == null || !root.isObject()) {
      throw malformed();
    }
    if (root.hasNonNull("error")) {
      throw CloudFailure.of(CloudFailure.Kind.SUSPECT, "the upstream reports an error");
    }
    JsonNode choice = root.path("choices").path(0);
    JsonNode content = choice.path("delta").path("content");
    if (!root.path("choices").isArray() || !(content.isTextual() || isAbsent(content))) {
      throw malformed();
    }
    JsonNode finish = choice.path("finish_reason");
    String model = root.path("model").asText("");
    return new ChatChunk(
        model.substring(0, Math.min(model.length(), LONGEST_NAME)),
        content.isTextual() ? content.textValue() : "",
        finish.isTextual() ? Optional.of(finish.textValue()) : Optional.empty(),
        root.path("usage").path("completion_tokens").asInt(-1),
        root.path("usage").path("prompt_tokens").asInt(-1));
  }

  /// The request that asks for such chunks. To another Hob (`hob/…`) only the messages go: limits
  /// and sampling belong to its own feature, and it refuses options that it does not know.
  static byte[] request(Plan plan, String model) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", model);
    ArrayNode messages = body.putArray("messages");
    for (ChatMessage message : plan.chat().messages()) {
      messages.addObject().put("role", message.role()).put("content", message.content());
    }
    body.put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    plan.chat()
        .grammar()
        .schema()
        .filter(schema -> plan.role().isEmpty() || schema.path("type").asText().equals("object"))
        .ifPresent(schema -> responseFormat(body, schema));
    if (!model.startsWith("hob/")) {
      body.put("max_tokens", plan.maxTokens());
      body.put("temperature", plan.temperature());
      if (plan.temperature() > 0) {
        body.put("seed", plan.seed());
      }
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Servers after OpenAI's pattern want an object at the root. A feature whose answers have no
  /// such root reads them with care and goes without; who asks for a schema gets the server's own
  /// word.
  private static void responseFormat(ObjectNode body, JsonNode schema) {
    ObjectNode format = body.putObject("response_format").put("type", "json_schema");
    ObjectNode named = format.putObject("json_schema");
    named.put("name", "answer").put("strict", true).set("schema", schema);
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static CloudFailure malformed() {
    return CloudFailure.of(CloudFailure.Kind.SUSPECT, "an event is no chat completion chunk");
  }
}
