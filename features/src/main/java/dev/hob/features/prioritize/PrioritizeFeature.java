// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prioritize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Toolkit;
import dev.hob.features.flow.Feature;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Options;
import dev.hob.features.flow.Task;
import dev.hob.features.notice.NotificationInput;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptNotification;
import dev.hob.router.Beginning;
import java.time.OffsetDateTime;
import java.util.List;

/// `{notifications, now?}` → `{items: [{id, priority, confidence, reason}]}`, in the order of the
/// input.
public final class PrioritizeFeature implements Feature {
  private static final List<String> OPTIONS = List.of("method", "language");

  private final Toolkit toolkit;

  public PrioritizeFeature(Toolkit toolkit) {
    this.toolkit = toolkit;
  }

  @Override
  public String name() {
    return "prioritize";
  }

  @Override
  public String role() {
    return NativePrompts.PRIORITIZE;
  }

  @Override
  public Task read(JsonNode input, JsonNode options, OffsetDateTime now) {
    NotificationInput read = NotificationInput.read(input, now);
    Options chosen = new Options(options, OPTIONS);
    chosen.language();
    Method method = chosen.method();
    return new PrioritizeTask(toolkit, read, method);
  }

  @Override
  public List<Beginning> beginnings() {
    return List.of(
        toolkit
            .prompts()
            .prioritize(List.of(new PromptNotification("App", "", "A title.", "", "")))
            .beginning(ChatForm.chat("App", "A title.")));
  }
}
