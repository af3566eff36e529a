// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.digest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Notification;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.Toolkit;
import dev.hob.features.fact.Tokens;
import dev.hob.features.flow.Feature;
import dev.hob.features.flow.Options;
import dev.hob.features.flow.Task;
import dev.hob.features.input.StrictObject;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptNotification;
import dev.hob.router.Prompt;
import dev.hob.router.Refusal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/// `{notifications, now?}` → `{groups, headline}`.
public final class DigestFeature implements Feature {
  private static final List<String> OPTIONS =
      List.of("words", "maxChars", "method", "language", "app");
  private static final int MAX_NOTIFICATIONS = 1000;
  private static final int FEWEST_WORDS = 18;
  private static final double SHARE_OF_WORDS = 0.75;

  /// More than anyone reads at a glance; a caller may ask for more.
  private static final int MOST_WORDS = 250;

  private static final int CHARS_PER_WORD = 6;

  private final Toolkit toolkit;

  public DigestFeature(Toolkit toolkit) {
    this.toolkit = toolkit;
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
    StrictObject fields = new StrictObject(input, "/input");
    OffsetDateTime moment = fields.time("now").orElse(now);
    List<StrictObject> objects = fields.objects("notifications");
    if (objects.size() > MAX_NOTIFICATIONS) {
      throw new ProblemException(
          new Problem.Refused(
              new Refusal.TooLarge(objects.size(), MAX_NOTIFICATIONS, "notifications")));
    }
    List<Notification> notifications = new ArrayList<>();
    for (StrictObject object : objects) {
      notifications.add(notification(object, moment));
    }
    fields.done();
    Options chosen = new Options(options, OPTIONS);
    chosen.language();
    chosen.text("app").ifPresent(app -> notifications.removeIf(n -> !n.app().equals(app)));
    int words =
        Math.min(
            chosen.words().orElse(defaultWords(notifications)),
            chosen.maxChars().orElse(Integer.MAX_VALUE) / CHARS_PER_WORD);
    return new DigestTask(toolkit, notifications, moment, words, chosen.method());
  }

  @Override
  public Prompt warmUp() {
    return toolkit
        .prompts()
        .digest(List.of(new PromptNotification("App", "", "A title.", "", "")), FEWEST_WORDS)
        .prompt();
  }

  /// Three quarters of the notifications' own words (eval.md, 4), within reason.
  private static int defaultWords(List<Notification> notifications) {
    int all =
        notifications.stream()
            .mapToInt(n -> Tokens.rouge(n.summary()).size() + Tokens.rouge(n.body()).size())
            .sum();
    return Math.min(MOST_WORDS, Math.max(FEWEST_WORDS, (int) Math.ceil(SHARE_OF_WORDS * all)));
  }

  private static Notification notification(StrictObject fields, OffsetDateTime now) {
    String id = fields.text("id");
    String app = fields.text("app");
    Notification notification =
        new Notification(
            id,
            app,
            fields.optionalText("appName").orElse(app),
            fields.optionalText("summary").orElse(""),
            fields.optionalText("body").orElse(""),
            fields.time("time").orElse(now),
            fields.integer("urgency", 0, 2).orElse(1),
            fields.optionalText("category").orElse(""),
            fields.optionalText("thread").orElse(""),
            fields.texts("actions"),
            fields.bool("transient").orElse(false));
    fields.done();
    return notification;
  }
}
