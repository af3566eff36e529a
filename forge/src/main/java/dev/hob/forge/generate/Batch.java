// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.Clause;
import dev.hob.features.prompt.PromptNotification;
import java.util.List;

/// Notifications with what a digest should say of them. Made from latent events, so both agree.
///
/// @param notices in the order of time
/// @param told clauses in the order of importance, then of time; items count from 1
/// @param template the styles it was made from
record Batch(List<Notice> notices, List<Clause> told, String template) {
  /// One notification.
  ///
  /// @param priority `high`, `normal` or `low`, as the event's rule has it
  record Notice(String app, String summary, String body, String time, String priority) {
    PromptNotification prompt() {
      return PromptNotification.of(app, summary, body, time);
    }
  }

  /// As the prompt takes them.
  List<PromptNotification> prompts() {
    return notices.stream().map(Notice::prompt).toList();
  }

  /// Words of all summaries and bodies.
  int words() {
    int words = 0;
    for (Notice notice : notices) {
      words += count(notice.summary()) + count(notice.body());
    }
    return words;
  }

  /// Runs of letters and digits, as the scorer counts words.
  static int count(String text) {
    int words = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      boolean letter = Character.isLetterOrDigit(text.charAt(i));
      words += letter && !inside ? 1 : 0;
      inside = letter;
    }
    return words;
  }
}
