// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.client.HobClient;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `hob rewrite [FILE] --style STYLE`. Only the text goes to standard output; that it was left as
/// it is, is said on standard error.
@Command(
    name = "rewrite",
    description = "Rewrite a text file or standard input in a style; layout and facts stay.")
final class RewriteCommand implements Callable<Integer> {
  enum Style {
    FRIENDLY,
    PROFESSIONAL,
    CONCISE,
    /// The same as `hob proofread`.
    PROOFREAD;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Session session;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli
  CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "Text; none or - reads stdin.")
  @Nullable Path file;

  @Option(
      names = "--style",
      required = true,
      paramLabel = "friendly|professional|concise|proofread",
      description = "How it shall read; proofread only corrects.")
  @SuppressWarnings("NullAway.Init") // picocli
  Style style;

  @Option(
      names = "--strength",
      paramLabel = "1|2|3",
      description = "How much may change: 1 little, 2 what the style needs, 3 freely.")
  @Nullable Integer strength;

  @Mixin AnswerOptions answer = new AnswerOptions();

  RewriteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (style == Style.PROOFREAD && strength != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--strength says nothing to proofreading");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("input").put("text", TextInput.read(file, System.in));
    if (style != Style.PROOFREAD) {
      ObjectNode options = body.withObjectProperty("options").put("style", style.word());
      if (strength != null) {
        options.put("strength", strength.intValue());
      }
    }
    answer.addTo(body);
    Screen screen = session.screen();
    try (HobClient hob = session.hob()) {
      JsonNode result = hob.post(style == Style.PROOFREAD ? "/v1/proofread" : "/v1/rewrite", body);
      if (answer.json) {
        screen.line(result.toPrettyString());
        return 0;
      }
      screen.raw(result.at("/output/text").asText());
      if (result.at("/output/unchanged").asBoolean()) {
        session.note("left as it is: nothing to do for the style " + style.word());
      }
    }
    return 0;
  }
}
