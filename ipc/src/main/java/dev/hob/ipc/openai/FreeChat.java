// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.ipc.wire.EnvelopeReader;
import dev.hob.ipc.wire.StrictJson;
import java.util.List;
import java.util.Optional;

/// A chat completion request to a base itself, as input and options of the feature `generate`. An
/// option that is not kept is refused by name.
///
/// @param input `{messages}`
/// @param options `{maxTokens, temperature, seed, constraints}`, those that were given
/// @param usage a stream ends with the usage
record FreeChat(String model, ObjectNode input, ObjectNode options, boolean stream, boolean usage) {
  /// The active base, whatever it is called.
  static final String ACTIVE = "hob/base";

  private static final List<String> SUPPORTED =
      List.of(
          "model",
          "messages",
          "stream",
          "stream_options",
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "seed",
          "response_format",
          "n",
          "user");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// @throws dev.hob.features.ProblemException `invalid-input` or `unsupported-option`
  static FreeChat read(ObjectNode body) {
    ChatRequest.refuseUnsupported(body, SUPPORTED);
    ChatRequest.refuseOther(body, "n", 1);
    ObjectNode options = NODES.objectNode();
    ChatRequest.mostTokens(body).ifPresent(most -> options.put("maxTokens", most));
    for (String name : List.of("temperature", "seed")) {
      if (body.hasNonNull(name)) {
        options.set(name, body.get(name));
      }
    }
    constraints(body.path("response_format"), options);
    ObjectNode input = NODES.objectNode();
    input.set("messages", messages(body));
    String model = ChatRequest.text(body, "model");
    int colon = model.indexOf(':');
    if (colon >= 0) {
      options.put("adapter", model.substring(colon + 1));
    }
    return new FreeChat(
        model,
        input,
        options,
        ChatRequest.flag(body.path("stream"), "/stream"),
        ChatRequest.flag(
            body.path("stream_options").path("include_usage"), "/stream_options/include_usage"));
  }

  /// The installed base that is meant: `<base>` or `<base>:<adapter>`; empty = the active one.
  Optional<String> base() {
    String name = model.contains(":") ? model.substring(0, model.indexOf(':')) : model;
    return Optional.of(name).filter(it -> !it.equals(ACTIVE));
  }

  private static ArrayNode messages(ObjectNode body) {
    ChatRequest.lastUserMessage(body);
    ArrayNode out = NODES.arrayNode();
    JsonNode messages = body.path("messages");
    for (int i = 0; i < messages.size(); i++) {
      String role = messages.get(i).path("role").asText();
      String at = "/messages/" + i + "/content";
      out.addObject()
          .put("role", role.equals("developer") ? "system" : role)
          .put("content", ChatRequest.content(messages.get(i).path("content"), at));
    }
    return out;
  }

  /// `{type: text | json_object | json_schema, json_schema: {name, schema, strict}}`. A schema is
  /// always kept to the letter, strict or not.
  private static void constraints(JsonNode format, ObjectNode options) {
    if (format.isMissingNode() || format.isNull()) {
      return;
    }
    String type = format.path("type").asText("");
    switch (type) {
      case "text" -> {}
      case "json_object" ->
          options.putObject("constraints").set("schema", NODES.objectNode().put("type", "object"));
      case "json_schema" -> options.putObject("constraints").set("schema", schema(format));
      default ->
          throw ChatRequest.unsupported(
              "response_format.type \"" + type + "\"",
              List.of("text", "json_object", "json_schema"));
    }
  }

  private static JsonNode schema(JsonNode format) {
    String at = "/response_format/json_schema";
    if (!(format.path("json_schema") instanceof ObjectNode named)) {
      throw ChatRequest.invalid(at, "an object", StrictJson.kind(format.path("json_schema")));
    }
    EnvelopeReader.refuseUnknown(named, at, List.of("name", "description", "schema", "strict"));
    if (!named.path("schema").isObject()) {
      throw ChatRequest.invalid(
          at + "/schema", "a JSON Schema", StrictJson.kind(named.path("schema")));
    }
    return named.get("schema");
  }
}
