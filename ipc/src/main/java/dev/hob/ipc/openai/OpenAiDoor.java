// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.features.AnswerSink;
import dev.hob.features.Features;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.Request;
import dev.hob.ipc.admin.StatusSource;
import dev.hob.ipc.http.ChatStream;
import dev.hob.ipc.http.Exchange;
import dev.hob.ipc.http.RequestDesk;
import dev.hob.ipc.problem.ProblemDocument;
import dev.hob.ipc.problem.Problems;
import dev.hob.ipc.wire.Envelope;
import dev.hob.policy.Place;
import dev.hob.router.Prediction;
import io.vertx.ext.web.Router;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// `/openai/v1/models` and `/openai/v1/chat/completions`: model `hob/<feature>` runs that feature
/// on the last user message; a feature with several styles has a model for each,
/// `hob/rewrite:friendly`, and priorities, which are no text, have none. `hob/base`, a free chat,
/// is the feature `generate` ([FreeChats]); it needs an instruct base, and goes by that base's own
/// name, too. Hob's own bases are trained for features alone and say so.
///
/// A streamed answer is held back until its guard has passed it: OpenAI's stream has no word for
/// "in place of what you have read".
public final class OpenAiDoor {
  private static final String OWN = "hob/";
  private static final String BASE = "hob/base";

  /// Priorities are no text, and free text goes by its base's name.
  private static final Set<String> NO_MODEL = Set.of("prioritize", "generate");

  private final Features features;
  private final StatusSource status;
  private final InstantSource clock;
  private final FreeChats chats;

  public OpenAiDoor(Features features, StatusSource status, InstantSource clock) {
    this.features = features;
    this.status = status;
    this.clock = clock;
    this.chats = new FreeChats(features, clock);
  }

  public void mount(Router router, RequestDesk desk) {
    router.get("/openai/v1/models").handler(desk.route(x -> guarded(x, () -> models(x))));
    router.get("/openai/v1/models/*").handler(desk.route(x -> guarded(x, () -> model(x))));
    router
        .post("/openai/v1/chat/completions")
        .handler(desk.route(x -> guarded(x, () -> complete(x))));
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  /// Errors in OpenAI's shape, so that its clients show our sentence and not a parse failure.
  private static void guarded(Exchange exchange, Step step) throws InterruptedException {
    try {
      step.run();
    } catch (RuntimeException e) {
      ProblemDocument problem = Problems.of(e);
      exchange.send(problem.kind().status(), ChatJson.error(problem));
    }
  }

  private void models(Exchange exchange) {
    ArrayNode data = JsonNodeFactory.instance.arrayNode();
    names().forEach(name -> data.add(entry(name)));
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
    exchange.send(200, list.<JsonNode>set("data", data));
  }

  private void model(Exchange exchange) {
    String path = Optional.ofNullable(exchange.request().path()).orElse("");
    String name =
        URLDecoder.decode(path.substring("/openai/v1/models/".length()), StandardCharsets.UTF_8);
    if (!names().contains(name)) {
      throw unknown(name);
    }
    exchange.send(200, entry(name));
  }

  private static ObjectNode entry(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", name)
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", "hob");
  }

  private List<String> names() {
    Stream<String> ofFeatures =
        status.features().stream()
            .filter(feature -> !NO_MODEL.contains(feature.name()))
            .flatMap(feature -> Model.of(feature).stream())
            .map(Model::name);
    return Stream.concat(ofFeatures, bases().stream()).toList();
  }

  /// Names that stand for a base that can chat.
  private List<String> bases() {
    StatusSource.ChatBases bases = status.chatBases();
    return bases.active()
        ? Stream.concat(Stream.of(BASE), bases.names().stream()).toList()
        : bases.names();
  }

  /// @param style empty where the feature has but one
  private record Model(String feature, String style) {
    static List<Model> of(StatusSource.FeatureState state) {
      Set<String> styles = state.variants().keySet();
      return styles.size() < 2
          ? List.of(new Model(state.name(), ""))
          : styles.stream().map(style -> new Model(state.name(), style)).toList();
    }

    /// @param name one of the names of this door
    static Model named(String name) {
      String[] parts = name.substring(OWN.length()).split(":", 2);
      return new Model(parts[0], parts.length > 1 ? parts[1] : "");
    }

    String name() {
      return OWN + feature + (style.isEmpty() ? "" : ":" + style);
    }

    ObjectNode options(ObjectNode common) {
      ObjectNode options = common.deepCopy();
      return style.isEmpty() ? options : options.put("style", style);
    }
  }

  /// The bare base answers no free chat, a style must be named, a priority is no text; any other
  /// name is simply not there.
  private RuntimeException unknown(String model) {
    boolean known =
        model.equals(BASE)
            || status.features().stream().anyMatch(feature -> model.equals(OWN + feature.name()));
    return known
        ? ChatRequest.unsupported("model " + model, names())
        : new ProblemException(new Problem.UnknownFeature(model, names()));
  }

  private void complete(Exchange exchange) throws InterruptedException {
    ObjectNode body = exchange.json();
    if (bases().contains(body.path("model").asText())) {
      chats.complete(exchange, FreeChat.read(body));
      return;
    }
    ChatRequest chat = ChatRequest.read(body);
    if (!names().contains(chat.model())) {
      throw unknown(chat.model());
    }
    Model model = Model.named(chat.model());
    String feature = model.feature();
    if (chat.model().equals(ChatTools.MODEL) && chat.tools().isEmpty()) {
      // The network may come in by this door, and nobody acts on this desktop from there.
      throw ChatRequest.unsupported("model hob/act without tools", List.of("tools"));
    }
    Envelope.Terms terms = Envelope.Terms.interactive();
    Request request =
        new Request(
            feature,
            chat.tools()
                .map(tools -> tools.input(chat.content()))
                .orElseGet(() -> ChatText.input(feature, chat.content())),
            model.options(terms.options()),
            exchange.caller(),
            terms.queueClass(),
            terms.deadline(),
            terms.place(),
            terms.onOverflow());
    ChatJson json = new ChatJson(chat.model(), clock);
    if (chat.stream()) {
      stream(exchange, request, chat, json);
    } else {
      Answer answer = run(exchange, request, AnswerSink.FINAL_ONLY);
      refuseOver(chat.mostTokens(), answer);
      exchange.send(200, json.completion(answer, said(chat, answer, false)));
    }
  }

  private void stream(Exchange exchange, Request request, ChatRequest chat, ChatJson json)
      throws InterruptedException {
    ChatStream stream = new ChatStream(exchange);
    AnswerSink roleFirst =
        new AnswerSink() {
          @Override
          public void accepted(String id, Place place, String reason, Prediction predicted) {
            stream.send(json.chunk(id, ChatJson.delta("role", "assistant").put("content", "")));
          }
        };
    try {
      Answer answer = run(exchange, request, roleFirst);
      refuseOver(chat.mostTokens(), answer);
      stream.send(json.chunk(answer.id(), said(chat, answer, true)));
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

  private static ObjectNode said(ChatRequest chat, Answer answer, boolean delta) {
    return chat.tools().isPresent()
        ? ChatTools.said(answer, delta)
        : ChatJson.delta("content", ChatText.output(answer));
  }

  private Answer run(Exchange exchange, Request request, AnswerSink sink)
      throws InterruptedException {
    Features.Pending pending = features.start(request, sink);
    exchange.whenGone(pending::cancel);
    return pending.await();
  }

  /// Never cut: a caller that can take fewer tokens than the answer has is told so.
  private static void refuseOver(OptionalInt most, Answer answer) {
    int needed = answer.usage().outputTokens();
    if (most.isPresent() && needed > most.getAsInt()) {
      throw ChatRequest.unsupported(
          "max_tokens " + most.getAsInt(), List.of(needed + " or more for this answer"));
    }
  }
}
