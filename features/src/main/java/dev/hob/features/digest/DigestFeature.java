// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.digest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Notification;
import dev.hob.features.ShippedDefaults;
import dev.hob.features.Toolkit;
import dev.hob.features.fact.Tokens;
import dev.hob.features.flow.Feature;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Options;
import dev.hob.features.flow.Task;
import dev.hob.features.notice.NotificationInput;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptNotification;
import dev.hob.router.Beginning;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// `{notifications, now?}` → `{groups, headline}`.
public final class DigestFeature implements Feature {
  private static final List<String> OPTIONS =
      List.of("words", "maxChars", "method", "language", "app");
  private static final int FEWEST_WORDS = 18;
  private static final double SHARE_OF_WORDS = 0.75;

  /// More than anyone reads at a glance; a caller may ask for more.
  private static final int MOST_WORDS = 250;

  private static final int CHARS_PER_WORD = 6;

  private final Toolkit toolkit;
  private final Supplier<ShippedDefaults> defaults;

  /// @param defaults who says how urgent a notification is, and who phrases
  public DigestFeature(Toolkit toolkit, Supplier<ShippedDefaults> defaults) {
    this.toolkit = toolkit;
    this.defaults = defaults;
  }

  @Override
  public String name() {
    return "digest";
  }

  @Override
  public String role() {
    return NativePrompts.SUMMARIZE;
  }

  @Override
  public Task read(JsonNode input, JsonNode options, OffsetDateTime now) {
    NotificationInput read = NotificationInput.read(input, now);
    List<Notification> notifications = new ArrayList<>(read.notifications());
    Options chosen = new Options(options, OPTIONS);
    chosen.language();
    chosen.text("app").ifPresent(app -> notifications.removeIf(n -> !n.app().equals(app)));
    int words =
        Math.min(
            chosen.words().orElse(defaultWords(notifications)),
            chosen.maxChars().orElse(Integer.MAX_VALUE) / CHARS_PER_WORD);
    Method method = chosen.method();
    return new DigestTask(
        toolkit, new DigestTask.Wanted(notifications, read.now(), words), method, defaults.get());
  }

  @Override
  public List<Beginning> beginnings() {
    return List.of(
        toolkit
            .prompts()
            .digest(List.of(new PromptNotification("App", "", "A title.", "", "")), FEWEST_WORDS)
            .beginning(ChatForm.chat(List.of(), FEWEST_WORDS)));
  }

  /// Three quarters of the notifications' own words (eval.md, 4), within reason.
  private static int defaultWords(List<Notification> notifications) {
    int all =
        notifications.stream()
            .mapToInt(n -> Tokens.rouge(n.summary()).size() + Tokens.rouge(n.body()).size())
            .sum();
    return Math.min(MOST_WORDS, Math.max(FEWEST_WORDS, (int) Math.ceil(SHARE_OF_WORDS * all)));
  }
}
