// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.client.HobClient;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `hob summarize [FILE]`.
@Command(name = "summarize", description = "Summarize a text file or standard input.")
final class SummarizeCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "Text; none or - reads stdin.")
  @Nullable Path file;

  @Option(names = "--words", description = "Longest summary, in words.")
  int words;

  @Mixin AnswerOptions answer = new AnswerOptions();

  SummarizeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("input").put("text", TextInput.read(file, System.in));
    if (words > 0) {
      body.withObjectProperty("options").put("words", words);
    }
    answer.addTo(body);
    try (HobClient hob = session.hob()) {
      JsonNode result = hob.post("/v1/summarize", body);
      print(result);
    }
    return 0;
  }

  private void print(JsonNode result) {
    Screen screen = session.screen();
    if (answer.json) {
      screen.line(result.toPrettyString());
      return;
    }
    screen.paragraph("", result.at("/output/summary").asText());
    screen.paragraph("", Screen.Style.QUIET, Footer.of(result));
  }
}
