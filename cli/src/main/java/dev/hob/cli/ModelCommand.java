// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.client.HobClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `hob model …`: the installed models. `hob model import`, which makes one, is the launcher's.
@Command(
    name = "model",
    description = "List, show, use, verify and remove models. `hob model import` brings one in.")
final class ModelCommand {
  private static final String BASES = "/v1/bases";

  /// Keys and values of a conversation, and scratch.
  private static final long ROOM = 64L << 20;

  /// A budget is named in these.
  private static final long STEP = 256L << 20;

  private static final String NAME = "NAME[/VERSION]";

  private final Session session;

  ModelCommand(Session session) {
    this.session = session;
  }

  @Command(description = "List the installed models, with the reason where one is not usable.")
  int list(@Option(names = "--json") boolean json) {
    try (HobClient hob = session.hob()) {
      JsonNode answer = hob.get(BASES);
      if (json) {
        session.screen().line(answer.toPrettyString());
        return 0;
      }
      if (answer.path("bases").isEmpty()) {
        session.screen().line("no model is installed");
      }
      answer.path("bases").forEach(this::printRow);
    }
    return 0;
  }

  @Command(description = "Show one model, what it was made from and its adapters.")
  int show(@Parameters(paramLabel = NAME) String name) {
    try (HobClient hob = session.hob()) {
      session.screen().line(hob.get(path(name)).toPrettyString());
    }
    return 0;
  }

  @Command(description = "Make it the model that all features use.")
  int use(@Parameters(paramLabel = NAME) String name) {
    try (HobClient hob = session.hob()) {
      JsonNode base = hob.post(path(name) + "/activate", JsonNodeFactory.instance.objectNode());
      session
          .screen()
          .line("using " + base.path("name").asText() + " " + base.path("version").asText());
      session.screen().line(whatFollows(base));
      long budget = hob.get("/v1/limits").path("memoryBytes").asLong();
      wanted(base.path("bytes").asLong(), budget).ifPresent(line -> session.screen().line(line));
    }
    return 0;
  }

  /// What to do where the weights and a conversation will not fit the budget.
  static Optional<String> wanted(long bytes, long budget) {
    long need = bytes + bytes / 4 + ROOM;
    if (need <= budget) {
      return Optional.empty();
    }
    long steps = (need + STEP - 1) / STEP * (STEP >> 20);
    return Optional.of(
        "It needs more than the memory budget of "
            + Format.bytes(budget)
            + ": write\n  hob: 1\n  budgets: {memory: "
            + steps
            + "MiB}\nto a file such as ~/.config/hob/policy.d/memory.yaml (or ask the admin, where one"
            + " set a budget).");
  }

  /// How features run from now on.
  private static String whatFollows(JsonNode base) {
    String forms = texts(base.path("promptForms"));
    if (forms.isEmpty()) {
      return "It has no chat template: features refuse it; it only continues text.";
    }
    String adapters = texts(base.path("adapters"));
    return adapters.isEmpty()
        ? "No adapter is made for it: features ask it in its chat form."
        : "Adapters: " + adapters;
  }

  private static String texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(", "));
  }

  @Command(description = "Hash a model's files again and open it.")
  int verify(@Parameters(paramLabel = NAME) String name) {
    try (HobClient hob = session.hob()) {
      JsonNode base = hob.post(path(name) + "/verify", JsonNodeFactory.instance.objectNode());
      session
          .screen()
          .line(
              base.path("name").asText()
                  + " "
                  + base.path("version").asText()
                  + " is what was installed: "
                  + base.path("digest").asText());
    }
    return 0;
  }

  @Command(description = "Remove one model. Adapters that were made for it stay.")
  int remove(@Parameters(paramLabel = NAME) String name) {
    try (HobClient hob = session.hob()) {
      JsonNode gone = hob.delete(path(name));
      session
          .screen()
          .line("removed " + gone.path("name").asText() + " " + gone.path("removed").asText());
    }
    return 0;
  }

  private void printRow(JsonNode one) {
    session
        .screen()
        .line(
            String.format(
                "%-24s %-8s %8s weights at %.2f bits %9s  context %-6d %-12s %s%s",
                one.path("name").asText(),
                one.path("version").asText(),
                Format.count(one.path("parameters").asLong()),
                one.path("bitsPerWeight").asDouble(),
                Format.bytes(one.path("bytes").asLong()),
                one.path("contextLength").asInt(),
                texts(one.path("promptForms")).isEmpty()
                    ? "text only"
                    : texts(one.path("promptForms")),
                one.path("state").asText(),
                one.path("resident").asBoolean() ? ", in memory" : ""));
  }

  private static String path(String name) {
    return BASES
        + "/"
        + Arrays.stream(name.split("/", -1))
            .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
  }
}
