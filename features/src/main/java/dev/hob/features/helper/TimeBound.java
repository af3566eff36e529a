// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import java.util.regex.Pattern;

/// Notices that are of no use later: whatever else is said of them, they are never held back, and a
/// digest shows them. They are told by what programs set and say of themselves, never by a
/// message's own pressing words.
public enum TimeBound {
  CRITICAL("marked critical by its sender", Priority.HIGH),
  CALL("a call", Priority.HIGH),
  ALARM("an alarm", Priority.HIGH),
  APPOINTMENT("an appointment", Priority.NORMAL),
  CODE("a one-time code", Priority.NORMAL),
  NONE("", Priority.LOW);

  private static final int URGENCY_CRITICAL = 2;
  private static final Pattern CALL_CATEGORY =
      Pattern.compile("(?:call(?:\\..*)?|x-call.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern ALARM_CATEGORY =
      Pattern.compile("(?:alarm(?:\\..*)?|x-alarm.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern CALL_TITLE =
      Pattern.compile(
          "\\s*incoming (?:\\p{L}+ )?call\\b.*|.{0,60}\\bis calling(?: you)?[.!…]*\\s*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern CALENDAR_APP =
      Pattern.compile(
          ".*\\b(?:calendars?|reminders?|agenda|appointments?|alarm clock|clocks?)\\b.*",
          Pattern.CASE_INSENSITIVE);

  private final String reason;
  private final Priority least;

  TimeBound(String reason, Priority least) {
    this.reason = reason;
    this.least = least;
  }

  public static TimeBound of(Notice notice) {
    if (notice.urgency() >= URGENCY_CRITICAL) {
      return CRITICAL;
    }
    boolean call =
        CALL_CATEGORY.matcher(notice.category()).matches()
            || (!notice.isMessage() && CALL_TITLE.matcher(notice.summary()).matches());
    if (call) {
      return CALL;
    }
    if (ALARM_CATEGORY.matcher(notice.category()).matches()) {
      return ALARM;
    }
    if (OneTimeCodes.in(notice.text())) {
      return CODE;
    }
    return CALENDAR_APP.matcher(notice.appName()).matches() ? APPOINTMENT : NONE;
  }

  /// In words without content.
  public String reason() {
    return reason;
  }

  /// The lowest priority that such a notice may have.
  public Priority least() {
    return least;
  }
}
