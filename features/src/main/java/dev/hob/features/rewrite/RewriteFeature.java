// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.rewrite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Toolkit;
import dev.hob.features.flow.Feature;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Options;
import dev.hob.features.flow.Task;
import dev.hob.features.input.StrictObject;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.style.Style;
import dev.hob.features.style.StyleRules;
import dev.hob.router.Beginning;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;

/// `{text}` → `{text, unchanged}` in the option `style`. Each style has an adapter and a writer of
/// its own.
public final class RewriteFeature implements Feature {
  private static final List<String> OPTIONS = List.of("style", "strength", "method", "language");
  private static final int USUAL_STRENGTH = 2;

  private final Writing writing;

  public RewriteFeature(Toolkit toolkit) {
    this.writing = Writing.of(toolkit);
  }

  @Override
  public String name() {
    return "rewrite";
  }

  @Override
  public String role() {
    return NativePrompts.PROFESSIONAL;
  }

  @Override
  public List<String> variants() {
    return Style.WORDS;
  }

  @Override
  public Task read(JsonNode input, JsonNode options, OffsetDateTime now) {
    StrictObject fields = new StrictObject(input, "/input");
    String text = fields.text("text");
    fields.done();
    Options chosen = new Options(options, OPTIONS);
    Style style = Style.of(chosen.oneOf("style", Style.WORDS));
    int strength = chosen.integer("strength", 1, NativePrompts.MAX_STRENGTH).orElse(USUAL_STRENGTH);
    chosen.language();
    Method method = chosen.method();
    return new RewriteTask(writing, new Manner(style, strength), text, method);
  }

  @Override
  public List<Beginning> beginnings() {
    return Arrays.stream(Style.values())
        .map(style -> {
          String sentence = "A sentence.";
          Manner manner = new Manner(style, USUAL_STRENGTH);
          return writing
              .prompts()
              .tone(style.word(), USUAL_STRENGTH, sentence)
              .beginning(
                  ChatForm.chat(
                      manner, new Sentence(sentence, StyleRules.Place.ALONE, "", ""), sentence));
        })
        .toList();
  }
}
