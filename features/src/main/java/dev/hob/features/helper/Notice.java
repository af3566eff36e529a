// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import java.time.OffsetDateTime;
import java.util.List;

/// One notification as helpers and prompts see it: only visible text, duplicates joined.
///
/// @param ids of the notification and its duplicates, in order of arrival
/// @param app key of the sending app; `appName` is what people read
/// @param sender who wrote it, e.g. `Zoe`; empty where no person is named
/// @param conversation group chat or thread, e.g. `Trip`; empty if none
/// @param urgency 0 low, 1 normal, 2 critical
public record Notice(
    List<String> ids,
    String app,
    String appName,
    String sender,
    String conversation,
    String summary,
    String body,
    OffsetDateTime time,
    int urgency,
    String category) {
  public Notice {
    ids = List.copyOf(ids);
  }

  /// Summary and body as a person would read them out; the sources of a digest's clauses.
  public String text() {
    if (body.isEmpty()) {
      return summary;
    }
    if (summary.isEmpty()) {
      return body;
    }
    boolean closed = ".!?:".indexOf(summary.charAt(summary.length() - 1)) >= 0;
    return summary + (closed ? " " : ": ") + body;
  }

  public boolean isMessage() {
    return !sender.isEmpty();
  }
}
