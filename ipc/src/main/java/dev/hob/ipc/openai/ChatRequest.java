// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.ipc.wire.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// A chat completion request, as far as a feature can honour it. What it cannot honour is refused
/// by name: an option that is taken and ignored is a lie.
///
/// @param content text of the last user message
/// @param tools what `hob/act` chooses from, and what was said before; empty for other models
/// @param mostTokens an answer that needs more is refused, never cut
/// @param usage a stream ends with the usage
record ChatRequest(
    String model,
    String content,
    Optional<ChatTools> tools,
    boolean stream,
    boolean usage,
    OptionalInt mostTokens) {
  private static final List<String> SUPPORTED =
      List.of(
          "model",
          "messages",
          "stream",
          "stream_options",
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "n",
          "user");
  private static final List<String> WITH_TOOLS =
      Stream.concat(SUPPORTED.stream(), ChatTools.OPTIONS.stream()).toList();
  private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

  /// @throws ProblemException `invalid-input` or `unsupported-option`
  static ChatRequest read(ObjectNode body) {
    String model = text(body, "model");
    boolean act = model.equals(ChatTools.MODEL) && body.hasNonNull("tools");
    refuseUnsupported(body, act ? WITH_TOOLS : SUPPORTED);
    refuseOther(body, "n", 1);
    refuseOther(body, "temperature", 0);
    int last = lastUserMessage(body);
    return new ChatRequest(
        model,
        content(body.path("messages").get(last).path("content"), "/messages/" + last + "/content"),
        act ? Optional.of(ChatTools.read(body, last)) : Optional.empty(),
        flag(body.path("stream"), "/stream"),
        flag(body.path("stream_options").path("include_usage"), "/stream_options/include_usage"),
        mostTokens(body));
  }

  static void refuseUnsupported(ObjectNode body, List<String> supported) {
    body.properties()
        .forEach(option -> {
          if (!option.getValue().isNull() && !supported.contains(option.getKey())) {
            throw unsupported(option.getKey(), supported);
          }
        });
  }

  /// Features are deterministic and give one answer.
  static void refuseOther(ObjectNode body, String option, int only) {
    JsonNode value = body.path(option);
    if (!value.isMissingNode() && !value.isNull() && value.asDouble(only + 1) != only) {
      throw unsupported(option, List.of(Integer.toString(only)));
    }
  }

  static OptionalInt mostTokens(ObjectNode body) {
    for (String name : List.of("max_completion_tokens", "max_tokens")) {
      JsonNode value = body.path(name);
      if (value.isMissingNode() || value.isNull()) {
        continue;
      }
      if (!value.isInt() || value.intValue() < 1) {
        throw invalid("/" + name, "a whole number, 1 or more", StrictJson.kind(value));
      }
      return OptionalInt.of(value.intValue());
    }
    return OptionalInt.empty();
  }

  /// @return its place
  static int lastUserMessage(ObjectNode body) {
    if (!(body.path("messages") instanceof ArrayNode messages)) {
      throw invalid("/messages", "an array", StrictJson.kind(body.path("messages")));
    }
    int last = -1;
    for (int i = 0; i < messages.size(); i++) {
      String role = messages.get(i).path("role").asText("");
      if (!ROLES.contains(role)) {
        throw invalid(
            "/messages/" + i + "/role",
            "one of system, developer, user, assistant",
            "\"" + role + "\"");
      }
      if (role.equals("user")) {
        last = i;
      }
    }
    if (last < 0) {
      throw invalid("/messages", "a user message", "none");
    }
    return last;
  }

  static String content(JsonNode content, String pointer) {
    if (content.isTextual()) {
      return content.textValue();
    }
    if (!content.isArray()) {
      throw invalid(pointer, "a string or text parts", StrictJson.kind(content));
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      String type = part.path("type").asText("");
      if (!type.equals("text")) {
        throw unsupported("messages.content." + type, List.of("text"));
      }
      text.append(part.path("text").asText(""));
    }
    return text.toString();
  }

  static String text(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (!value.isTextual()) {
      throw invalid("/" + name, "a string", StrictJson.kind(value));
    }
    return value.textValue();
  }

  static boolean flag(JsonNode value, String pointer) {
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      throw invalid(pointer, "true or false", StrictJson.kind(value));
    }
    return value.asBoolean(false);
  }

  static ProblemException unsupported(String option, List<String> supported) {
    return new ProblemException(new Problem.UnsupportedOption(option, supported));
  }

  static ProblemException invalid(String pointer, String expected, String got) {
    return new ProblemException(new Problem.InvalidInput(pointer, expected, got));
  }
}
