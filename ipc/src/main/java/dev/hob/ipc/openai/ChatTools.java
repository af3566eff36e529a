// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.ipc.wire.EnvelopeReader;
import dev.hob.ipc.wire.StrictJson;
import java.util.List;

/// `tools` of a request to `hob/act`, and the `tool_calls` of its answer. Hob chooses; the caller
/// carries out. The actions of this desktop are not to be had through this door.
///
/// @param actions in the form of `/v1/act`
/// @param context what was said before the last user message, oldest first
record ChatTools(ArrayNode actions, ArrayNode context) {
  static final String MODEL = "hob/act";

  /// More calls than one are never made, so what `parallel_tool_calls` says is always kept.
  static final List<String> OPTIONS = List.of("tools", "tool_choice", "parallel_tool_calls");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// @param last place of the last user message
  static ChatTools read(ObjectNode body, int last) {
    JsonNode choice = body.path("tool_choice");
    if (!choice.isMissingNode() && !choice.isNull() && !choice.asText("").equals("auto")) {
      throw ChatRequest.unsupported("tool_choice", List.of("auto"));
    }
    return new ChatTools(actions(body.path("tools")), context(body.path("messages"), last));
  }

  private static ArrayNode actions(JsonNode tools) {
    if (!tools.isArray() || tools.isEmpty()) {
      throw ChatRequest.invalid("/tools", "a list of tools", StrictJson.kind(tools));
    }
    ArrayNode actions = NODES.arrayNode();
    for (int i = 0; i < tools.size(); i++) {
      String at = "/tools/" + i;
      JsonNode tool = tools.get(i);
      if (!tool.path("type").asText("").equals("function")) {
        throw ChatRequest.unsupported("tools.type", List.of("function"));
      }
      if (!(tool.path("function") instanceof ObjectNode function)) {
        throw ChatRequest.invalid(at + "/function", "an object", "none");
      }
      EnvelopeReader.refuseUnknown(
          function, at + "/function", List.of("name", "description", "parameters", "strict"));
      ObjectNode action = function.deepCopy();
      action.remove("strict"); // a call always fits its schema
      action.properties().removeIf(field -> field.getValue().isNull());
      actions.add(action);
    }
    return actions;
  }

  /// Instructions to a chat model (`system`, `developer`) are no part of what a person said.
  private static ArrayNode context(JsonNode messages, int last) {
    ArrayNode context = NODES.arrayNode();
    for (int i = 0; i < last; i++) {
      JsonNode message = messages.get(i);
      String role = message.path("role").asText();
      boolean said = role.equals("user") || role.equals("assistant");
      if (said && message.hasNonNull("content")) {
        String text = ChatRequest.content(message.path("content"), "/messages/" + i + "/content");
        if (!text.isBlank()) {
          context.addObject().put("who", role).put("text", text);
        }
      }
    }
    return context;
  }

  ObjectNode input(String utterance) {
    ObjectNode input = NODES.objectNode().put("utterance", utterance);
    input.set("context", context);
    input.set("actions", actions);
    return input;
  }

  /// What a message says, or, with `place`, a delta: one call, or the words of a question or a no.
  static ObjectNode said(Answer answer, boolean place) {
    JsonNode output = answer.output();
    ObjectNode message = NODES.objectNode();
    if (!isCall(answer)) {
      boolean asks = output.path("outcome").asText().equals("ask");
      return message.put("content", output.path(asks ? "question" : "reason").asText());
    }
    message.putNull("content");
    ObjectNode call = message.putArray("tool_calls").addObject();
    if (place) {
      call.put("index", 0);
    }
    call.put("id", "call_" + answer.id()).put("type", "function");
    call.putObject("function")
        .put("name", output.at("/call/action").asText())
        .put("arguments", output.at("/call/arguments").toString());
    return message;
  }

  static boolean isCall(Answer answer) {
    return answer.feature().equals("act")
        && answer.output().path("outcome").asText().equals("call");
  }
}
