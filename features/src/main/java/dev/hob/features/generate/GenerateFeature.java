// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.flow.Feature;
import dev.hob.features.flow.Options;
import dev.hob.features.flow.Task;
import dev.hob.features.input.StrictObject;
import dev.hob.router.Beginning;
import dev.hob.router.Chat;
import dev.hob.router.ChatMessage;
import dev.hob.router.OutputGrammar;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/// `{prompt}` | `{messages: [{role, content}]}` → `{text, finish, value?}`. A prompt is continued
/// as it stands; messages need a base that was taught to chat.
public final class GenerateFeature implements Feature {
  /// As the wire names it.
  public static final String NAME = "generate";

  /// Constraint, length, how to draw, and an adapter by its name.
  private static final List<String> OPTIONS =
      List.of("constraints", "maxTokens", "temperature", "seed", "adapter");

  private static final List<String> ROLES = List.of("system", "user", "assistant");
  private static final int DEFAULT_TOKENS = 256;
  private static final int MOST_TOKENS = 1 << 15;
  private static final double HOTTEST = 2;

  @Override
  public String name() {
    return NAME;
  }

  /// The bare base.
  @Override
  public String role() {
    return "";
  }

  /// There is nothing that could ship in the model's place.
  @Override
  public List<String> variants() {
    return List.of();
  }

  @Override
  public Task read(JsonNode input, JsonNode options, OffsetDateTime now) {
    StrictObject fields = new StrictObject(input, "/input");
    boolean chat = fields.has("messages");
    if (chat && fields.has("prompt")) {
      throw StrictObject.invalid("/input", "either prompt or messages", "both");
    }
    List<ChatMessage> messages = chat ? messages(fields) : List.of();
    String prompt = chat ? "" : fields.text("prompt");
    fields.done();
    return new GenerateTask(prompt, messages, limits(new Options(options, OPTIONS)));
  }

  private static List<ChatMessage> messages(StrictObject fields) {
    List<ChatMessage> out = new ArrayList<>();
    for (StrictObject message : fields.objects("messages")) {
      String role = message.oneOf("role", ROLES).orElse("user");
      out.add(new ChatMessage(role, message.optionalText("content").orElse("")));
      message.done();
    }
    if (!out.getLast().role().equals("user")) {
      throw StrictObject.invalid(
          "/input/messages", "a user message at the end", out.getLast().role());
    }
    return out;
  }

  private static GenerateTask.Limits limits(Options options) {
    OutputGrammar grammar =
        options.object("constraints").map(GenerateFeature::grammar).orElse(OutputGrammar.FREE);
    return new GenerateTask.Limits(
        grammar,
        options.integer("maxTokens", 1, MOST_TOKENS).orElse(DEFAULT_TOKENS),
        options.number("temperature", 0, HOTTEST).orElse(0),
        options.integer("seed", 0, Integer.MAX_VALUE).orElse(0),
        options.text("adapter").map(name -> "@" + name).orElse(""));
  }

  /// `{schema}`; other constraints are refused by name.
  private static OutputGrammar grammar(StrictObject constraints) {
    OutputGrammar grammar =
        constraints.node("schema").map(OutputGrammar::json).orElse(OutputGrammar.FREE);
    List<String> unknown =
        constraints.names().stream().filter(name -> !name.equals("schema")).toList();
    if (!unknown.isEmpty()) {
      throw new ProblemException(
          new Problem.UnsupportedOption("constraints." + unknown.getFirst(), List.of("schema")));
    }
    return grammar;
  }

  @Override
  public List<Beginning> beginnings() {
    return List.of(new Beginning(role(), GenerateTask.prompt(""), Chat.NONE));
  }
}
