// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.client.HobClient;
import dev.hob.client.HobException;
import dev.hob.client.ProblemType;
import dev.hob.client.StreamEvent;
import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `hob act "start a timer of five minutes"`.
@Command(
    name = "act",
    description = "Do in an app what the words say, or take it back.",
    footer = {
      "",
      "Exit codes: 0 done (or chosen, with --dry-run); 1 answered and nothing done: a",
      "question, no action that fits, a no, no answer, an app that could not; 75 the app",
      "did not reply in time: it may or may not have happened; 77 policy denies it, or",
      "the person has to say yes and could not be asked."
    })
public final class ActCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..*", paramLabel = "WORDS", description = "What to do, in English.")
  @Nullable List<String> words;

  @Option(names = "--app", paramLabel = "APP", description = "In this app: its id or its name.")
  @Nullable String app;

  @Option(
      names = "--context",
      paramLabel = "FILE",
      description = "Text that the words speak of; values out of it are always asked about.")
  @Nullable Path context;

  @Option(names = "--yes", description = "Say yes here instead of on the desktop.")
  boolean yes;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  boolean dryRun;

  @Option(
      names = "--undo",
      arity = "0..1",
      fallbackValue = "last",
      paramLabel = "ID",
      description = "Take back what the request ID, or the last one, did.")
  @Nullable String undo;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for your yes on the desktop; 30 if not given.")
  int wait;

  @Option(
      names = "--method",
      paramLabel = "auto|model|helper",
      description = "Who chooses: the model, the rule-based helper, or the one that ships.")
  @Nullable String method;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The installed model that shall choose, as `hob model list` names it.")
  @Nullable String model;

  @Option(names = "--json", description = "Print the whole answer as JSON.")
  boolean json;

  ActCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if ((undo == null) == (words == null || words.isEmpty())) {
      throw new BadInputException(ExitCodes.USAGE, "say what to do, or --undo");
    }
    Screen screen = session.screen();
    try (HobClient hob = session.hob()) {
      JsonNode answer = answer(hob, screen);
      if (json) {
        screen.line(answer.toPrettyString());
      } else {
        new ActPrinter(screen).print(answer, dryRun);
      }
      return ActPrinter.exitCode(answer, dryRun);
    }
  }

  private JsonNode answer(HobClient hob, Screen screen) {
    try {
      return hob.stream("/v1/act", body(), event -> told(screen, event));
    } catch (HobException refused) {
      JsonNode call = refused.document().path("call");
      boolean asks = refused.type() == ProblemType.NEEDS_CONSENT && call.isObject() && !json;
      if (asks && call.path("tainted").isEmpty() && saysYes(screen, call)) {
        return hob.post("/v1/act", consent(refused.document().path("consentId").asText()));
      }
      throw refused;
    }
  }

  /// On a desktop that cannot ask, a person who sits at a terminal can be asked there.
  // JDK 22 to 24 answered a console where no terminal is, 25 answers null again.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean saysYes(Screen screen, JsonNode call) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return false;
    }
    new ActPrinter(screen).printCall(call);
    String reply = console.readLine("Do it? [y/N] ");
    return reply != null
        && List.of("y", "yes").contains(reply.strip().toLowerCase(java.util.Locale.ROOT));
  }

  private void told(Screen screen, StreamEvent event) {
    if (event.name().equals("asking") && !json) {
      long within = event.data().path("within").asLong();
      screen.line(
          screen.in(
              Screen.Style.QUIET,
              "asking you on the desktop, for " + Format.duration(Duration.ofMillis(within))));
    }
  }

  private ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode input = body.putObject("input");
    ObjectNode options = body.putObject("options");
    if (undo != null) {
      input.put("undo", undo);
    } else {
      input.put("utterance", String.join(" ", words == null ? List.of() : words));
      input.put("now", OffsetDateTime.now(ZoneId.systemDefault()).toString());
      if (app != null) {
        input.put("app", app);
      }
      if (context != null) {
        input
            .putArray("context")
            .addObject()
            .put("who", String.valueOf(context.getFileName()))
            .put("text", TextInput.read(context, System.in));
      }
      if (dryRun) {
        options.put("execute", false);
      }
      if (method != null) {
        options.put("method", method);
      }
    }
    if (yes) {
      options.put("confirm", "given");
    }
    if (wait > 0) {
      options.put("confirmWithin", Math.multiplyExact(wait, 1000));
    }
    body.put("class", "interactive");
    if (model != null) {
      body.put("base", model);
    }
    return body;
  }

  private static ObjectNode consent(String id) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("input").put("consent", id);
    body.putObject("options").put("confirm", "given");
    return body;
  }
}
