// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.flow.Calls;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Task;
import dev.hob.features.flow.Writer;
import dev.hob.policy.DataClass;
import dev.hob.router.Chat;
import dev.hob.router.ChatMessage;
import dev.hob.router.OutputGrammar;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// One call of the model, its text unchecked: whoever asks for the bare model gets it.
final class GenerateTask implements Task {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String prompt;
  private final List<ChatMessage> messages;
  private final Limits limits;

  /// How the answer is drawn.
  ///
  /// @param grammar free, or a schema
  /// @param temperature 0 = greedy
  /// @param role of the adapter; empty = none
  record Limits(OutputGrammar grammar, int maxTokens, double temperature, long seed, String role) {}

  /// @param prompt text to go on from; empty where `messages` are given
  /// @param messages oldest first, the last one the user's
  GenerateTask(String prompt, List<ChatMessage> messages, Limits limits) {
    this.prompt = prompt;
    this.messages = List.copyOf(messages);
    this.limits = limits;
  }

  @Override
  public DataClass dataClass() {
    return DataClass.TEXT;
  }

  @Override
  public Method method() {
    return Method.MODEL;
  }

  @Override
  public List<Prompt> sizes() {
    return List.of(plan().prompt());
  }

  @Override
  public List<Plan> plans() {
    return List.of(plan());
  }

  /// A prompt has no parts that could be worked on alone.
  @Override
  public Task inSections(ToIntFunction<Prompt> tokens, int quota) {
    throw new RefusedException(
        new Refusal.TooLarge(tokens.applyAsInt(plan().prompt()), quota, "tokens"));
  }

  /// No rule can do this.
  @Override
  public Made byHelper() {
    throw new RefusedException(
        new Refusal.Unavailable(
            GenerateFeature.NAME, "it needs a model", Refusal.Unavailable.Lack.BASE));
  }

  @Override
  public Made byModel(Calls calls) throws InterruptedException {
    Calls.Reply reply = calls.run(plan(), segments -> calls.show(Calls.Reply.text(segments)));
    String text = reply.text();
    ObjectNode output =
        JsonNodeFactory.instance
            .objectNode()
            .put("text", text)
            .put("finish", reply.whole() ? "stop" : "length");
    value(text).ifPresent(value -> output.set("value", value));
    return new Made(output, text, Writer.MODEL, false, false, List.of(), 0);
  }

  /// What the text says as JSON, where a schema was asked for and the text came to its end.
  private Optional<JsonNode> value(String text) {
    if (limits.grammar().schema().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return Optional.empty(); // cut by maxTokens
    }
  }

  private Plan plan() {
    return new Plan(
        limits.role(),
        messages.isEmpty() ? prompt(prompt) : chatOnly(),
        new Chat(messages, limits.grammar()),
        limits.grammar(),
        limits.maxTokens(),
        (float) limits.temperature(),
        limits.seed());
  }

  /// Counts like the messages; no native vocabulary has the mark.
  private Prompt chatOnly() {
    List<Segment> segments = new ArrayList<>(List.of(new Segment.Special("chat")));
    messages.forEach(message -> segments.add(new Segment.Content(message.content())));
    return new Prompt(segments, 0);
  }

  static Prompt prompt(String text) {
    return new Prompt(List.of(new Segment.Special("bos"), new Segment.Content(text)), 1);
  }
}
