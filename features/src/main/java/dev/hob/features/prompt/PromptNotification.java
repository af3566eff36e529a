// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import java.util.regex.Pattern;

/// One notification as a prompt shows it; an empty field is left out.
///
/// @param from who wrote, e.g. `Anna Berg`, `Trip: Zoe`
/// @param title the summary line where it names no sender
/// @param time `HH:MM` of arrival in the user's zone
public record PromptNotification(String app, String from, String title, String body, String time) {
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[^:]{1,40}: )?\\p{Lu}[\\p{L}'’.-]*(?: \\p{Lu}[\\p{L}'’.-]*){0,2}(?: \\([^)]{1,30}\\))?");

  /// As the desktop has it: the summary line of a message is its sender, of anything else a title.
  public static PromptNotification of(String app, String summary, String body, String time) {
    boolean named = !body.isBlank() && NAME.matcher(summary.strip()).matches();
    return named
        ? new PromptNotification(app, summary, "", body, time)
        : new PromptNotification(app, "", summary, body, time);
  }
}
