// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import java.time.OffsetDateTime;
import java.util.List;

/// One notification (formats.md, 5): as the wire has it and as the bus monitor makes it.
///
/// @param id as the sender of the request names it; the bus monitor's own are `<daemon id>`
/// @param urgency 0 low, 1 normal, 2 critical
/// @param category empty if none
/// @param thread conversation key, empty if none
/// @param transientHint not to be kept in a digest
public record Notification(
    String id,
    String app,
    String appName,
    String summary,
    String body,
    OffsetDateTime time,
    int urgency,
    String category,
    String thread,
    List<String> actions,
    boolean transientHint) {
  public Notification {
    actions = List.copyOf(actions);
  }
}
