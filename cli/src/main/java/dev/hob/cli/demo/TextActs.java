// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.cli.Footer;
import dev.hob.cli.Format;
import dev.hob.cli.ProofreadCommand;
import dev.hob.cli.Screen;
import dev.hob.client.HobClient;
import dev.hob.client.HobException;
import java.util.List;

/// The demo's texts: a summary, a corrected paragraph, a mail in three styles, the cost of an
/// adapter switch, and the figures.
final class TextActs {
  private final Screen screen;
  private final HobClient hob;

  TextActs(Screen screen, HobClient hob) {
    this.screen = screen;
    this.hob = hob;
  }

  void summarize() {
    String article = DemoText.of("article.txt");
    screen.line();
    screen.title("A text, and its summary");
    screen.paragraph("  ", Screen.Style.QUIET, article);
    JsonNode answer = hob.summarize(article);
    screen.paragraph("  → ", answer.at("/output/summary").asText());
    screen.paragraph("", Screen.Style.QUIET, Footer.of(answer));
  }

  void proofread() {
    String draft = DemoText.of("draft.txt");
    screen.line();
    screen.title("A draft, and its corrections");
    screen.paragraph("  ", Screen.Style.QUIET, draft);
    JsonNode answer = hob.proofread(draft);
    screen.paragraph("  → ", answer.at("/output/text").asText());
    ProofreadCommand.printEdits(screen, draft, answer.at("/output/edits"));
    screen.paragraph("", Screen.Style.QUIET, Footer.of(answer));
  }

  void rewrite() {
    String mail = DemoText.of("mail.txt");
    screen.line();
    screen.title("A mail, in three styles");
    screen.paragraph("  ", Screen.Style.QUIET, mail);
    for (String style : List.of("friendly", "professional", "concise")) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.putObject("input").put("text", mail);
      body.putObject("options").put("style", style);
      JsonNode answer = hob.post("/v1/rewrite", body);
      screen.line("  " + screen.in(Screen.Style.TITLE, style));
      screen.paragraph("  → ", answer.at("/output/text").asText());
      screen.paragraph("", Screen.Style.QUIET, Footer.of(answer));
    }
  }

  /// Asks the model itself, in turns, so that every call needs the other adapter.
  void switchAdapters() {
    screen.line();
    screen.title("One base in memory, adapters in turns (the model itself, no helper)");
    for (String feature : List.of("summarize", "proofread", "summarize", "proofread")) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.putObject("input")
          .put("text", "The review moved to 14:00. Anna bring the slides to room B.");
      body.putObject("options").put("method", "model");
      try {
        JsonNode answer = hob.post("/v1/" + feature, body);
        JsonNode output = answer.path("output");
        String text = output.path("summary").asText(output.path("text").asText());
        screen.paragraph("  " + feature + "  ", text);
        screen.paragraph("             ", Screen.Style.QUIET, Footer.of(answer));
      } catch (HobException refused) {
        screen.line("  " + feature + ": " + refused.getMessage());
      }
    }
  }

  void figures() {
    JsonNode status = hob.status();
    screen.line();
    screen.title("Figures");
    screen.line(
        String.format(
            "  base %s %s mapped once: %s; engine's ledger %s; process resident %s",
            status.at("/base/name").asText(),
            status.at("/base/version").asText(),
            Format.bytes(status.at("/base/mappedBytes").asLong()),
            Format.bytes(status.at("/memory/ledgerTotal").asLong()),
            Format.bytes(status.at("/memory/kernel/rss").asLong())));
    screen.line(
        String.format(
            "  prefill %.0f tokens/s, decode %.0f tokens/s; predictions kept: %s of %s",
            status.at("/rates/prefillTokensPerSecond").asDouble(),
            status.at("/rates/decodeTokensPerSecond").asDouble(),
            status.at("/predictions/kept").asText(),
            status.at("/predictions/given").asText()));
  }
}
