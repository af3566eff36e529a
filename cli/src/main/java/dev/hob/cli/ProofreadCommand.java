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

/// `hob proofread [FILE]`.
@Command(name = "proofread", description = "Correct a text file or standard input.")
public final class ProofreadCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "Text; none or - reads stdin.")
  @Nullable Path file;

  @Option(names = "--edits", description = "List the edits instead of the corrected text.")
  boolean edits;

  @Mixin AnswerOptions answer = new AnswerOptions();

  ProofreadCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String text = TextInput.read(file, System.in);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("input").put("text", text);
    answer.addTo(body);
    Screen screen = session.screen();
    try (HobClient hob = session.hob()) {
      JsonNode result = hob.post("/v1/proofread", body);
      if (answer.json) {
        screen.line(result.toPrettyString());
      } else if (edits) {
        printEdits(screen, text, result.at("/output/edits"));
      } else {
        // Nothing but the text, so that it can be piped on.
        screen.raw(result.at("/output/text").asText());
      }
    }
    return 0;
  }

  /// One line an edit: place, before, after, why.
  public static void printEdits(Screen screen, String text, JsonNode edits) {
    for (JsonNode edit : edits) {
      int from = edit.path("offset").asInt();
      String before = text.substring(from, from + edit.path("length").asInt());
      screen.line(
          String.format(
              "%5d  %s → %s  %s",
              from,
              screen.in(Screen.Style.HIGH, before.isEmpty() ? "∅" : before),
              screen.in(Screen.Style.GOOD, edit.path("replacement").asText()),
              screen.in(Screen.Style.QUIET, edit.path("explanation").asText())));
    }
    if (edits.isEmpty()) {
      screen.line(screen.in(Screen.Style.GOOD, "nothing to correct"));
    }
  }
}
