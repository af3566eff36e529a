// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.proofread;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Toolkit;
import dev.hob.features.flow.Feature;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Options;
import dev.hob.features.flow.Task;
import dev.hob.features.input.StrictObject;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.router.Beginning;
import java.time.OffsetDateTime;
import java.util.List;

/// `{text}` → `{text, edits}`.
public final class ProofreadFeature implements Feature {
  private static final List<String> OPTIONS = List.of("method", "language");

  private final Toolkit toolkit;

  public ProofreadFeature(Toolkit toolkit) {
    this.toolkit = toolkit;
  }

  @Override
  public String name() {
    return "proofread";
  }

  @Override
  public String role() {
    return NativePrompts.PROOFREAD;
  }

  @Override
  public Task read(JsonNode input, JsonNode options, OffsetDateTime now) {
    StrictObject fields = new StrictObject(input, "/input");
    String text = fields.text("text");
    fields.done();
    Options chosen = new Options(options, OPTIONS);
    Method method = chosen.method();
    return new ProofreadTask(toolkit, text, chosen.language(), method);
  }

  @Override
  public List<Beginning> beginnings() {
    String sentence = "A sentence.";
    return List.of(
        toolkit.prompts().proofread(sentence, "en-US").beginning(ChatForm.chat(sentence)));
  }
}
