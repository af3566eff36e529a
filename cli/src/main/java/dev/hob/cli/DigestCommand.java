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

/// `hob digest [FILE]`: of the notifications that Hob has seen, or of a file of them.
@Command(
    name = "digest",
    description = "Digest the notifications that Hob has seen, or those of a JSON file.")
final class DigestCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "{\"notifications\": [...], \"now\": \"RFC 3339\"}; - reads stdin.")
  @Nullable Path file;

  @Option(names = "--originals", description = "Print the notifications under each clause.")
  boolean originals;

  @Mixin AnswerOptions answer = new AnswerOptions();

  DigestCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (HobClient hob = session.hob()) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      JsonNode input = NotificationSource.read(file, System.in, hob);
      if (file == null && input.path("notifications").isEmpty()) {
        printNothing();
        return 0;
      }
      body.set("input", input);
      answer.addTo(body);
      JsonNode result = hob.post("/v1/digest", body);
      Screen screen = session.screen();
      if (answer.json) {
        screen.line(result.toPrettyString());
      } else {
        new DigestPrinter(screen, input.path("notifications"), originals).print(result);
      }
    }
    return 0;
  }

  /// An empty inbox is no mistake of the person who looks into it.
  private void printNothing() {
    ObjectNode empty = JsonNodeFactory.instance.objectNode();
    empty.putObject("output").put("headline", "").putArray("groups");
    session.screen().line(answer.json ? empty.toPrettyString() : "no notification to tell of");
  }
}
