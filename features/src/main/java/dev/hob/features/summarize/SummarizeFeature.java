// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.summarize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Toolkit;
import dev.hob.features.digest.DigestFeature;
import dev.hob.features.flow.Feature;
import dev.hob.features.flow.Options;
import dev.hob.features.flow.Task;
import dev.hob.features.helper.TextUnit;
import dev.hob.features.input.StrictObject;
import dev.hob.features.machine.MachineTalk;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptSentence;
import dev.hob.features.text.VisibleText;
import dev.hob.router.Beginning;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/// `{text}` or `{turns, query?}` → `{summary, keyPoints, sources}`. Ids of sources are the numbers
/// of sentences or turns, from 1; notifications are digested and keep their own ids. Sentences that
/// talk to a program are left out, and `left` says so, unless there are no others.
public final class SummarizeFeature implements Feature {
  static final List<String> OPTIONS = List.of("words", "maxChars", "method", "query", "language");
  private static final int DEFAULT_WORDS = 40;
  private static final int CHARS_PER_WORD = 6;

  private final Toolkit toolkit;
  private final DigestFeature digest;

  public SummarizeFeature(Toolkit toolkit, DigestFeature digest) {
    this.toolkit = toolkit;
    this.digest = digest;
  }

  @Override
  public String name() {
    return "summarize";
  }

  @Override
  public String role() {
    return NativePrompts.SUMMARIZE;
  }

  @Override
  public Task read(JsonNode input, JsonNode options, OffsetDateTime now) {
    StrictObject fields = new StrictObject(input, "/input");
    if (fields.has("notifications")) {
      return new NotificationSummary(digest.read(input, options, now));
    }
    Options chosen = new Options(options, OPTIONS);
    chosen.language();
    String query = chosen.text("query").orElse("");
    List<Heard> units;
    if (fields.has("turns")) {
      units = turns(fields);
      query = fields.has("query") ? fields.text("query") : query;
    } else {
      units = sentences(fields.text("text"));
    }
    fields.done();
    if (units.isEmpty()) {
      throw StrictObject.invalid("/input", "text that a person can see", "none");
    }
    int maxChars = chosen.maxChars().orElse(Integer.MAX_VALUE);
    int words =
        Math.max(1, Math.min(chosen.words().orElse(DEFAULT_WORDS), maxChars / CHARS_PER_WORD));
    boolean all = units.stream().allMatch(Heard::toProgram);
    List<TextUnit> kept =
        units.stream().filter(heard -> all || !heard.toProgram()).map(Heard::unit).toList();
    return new SummarizeTask(
        toolkit,
        List.of(kept),
        new SummarizeTask.Wish(VisibleText.plain(query), words, maxChars, chosen.method()),
        units.size() - kept.size());
  }

  @Override
  public List<Beginning> beginnings() {
    String text = "A text.";
    return List.of(
        toolkit
            .prompts()
            .text(List.of(PromptSentence.of(text)), "", DEFAULT_WORDS)
            .beginning(ChatForm.chat(List.of(text), "", DEFAULT_WORDS)));
  }

  /// @param toProgram whether it talks to a program
  private record Heard(TextUnit unit, boolean toProgram) {}

  private static List<Heard> sentences(String text) {
    List<Heard> units = new ArrayList<>();
    for (MachineTalk.Sentence each : MachineTalk.sentences(VisibleText.plain(text))) {
      String id = Integer.toString(units.size() + 1);
      units.add(new Heard(new TextUnit(id, "", each.text()), each.toProgram()));
    }
    return units;
  }

  private static List<Heard> turns(StrictObject fields) {
    List<Heard> units = new ArrayList<>();
    int turn = 0;
    for (StrictObject each : fields.objects("turns")) {
      turn++;
      String who = VisibleText.plain(each.optionalText("who").orElse(""));
      String text = VisibleText.plain(each.text("text"));
      each.done();
      for (MachineTalk.Sentence said : MachineTalk.sentences(text)) {
        units.add(
            new Heard(new TextUnit(Integer.toString(turn), who, said.text()), said.toProgram()));
      }
    }
    return units;
  }
}
