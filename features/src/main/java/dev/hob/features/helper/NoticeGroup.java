// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import java.util.List;

/// Notices that belong together: one conversation, one thread, or one subject of one app.
///
/// @param thread conversation, thread or empty
/// @param notices at least one, oldest first
public record NoticeGroup(String app, String appName, String thread, List<Notice> notices) {
  public NoticeGroup {
    notices = List.copyOf(notices);
    if (notices.isEmpty()) {
      throw new IllegalArgumentException("empty group of " + app);
    }
  }

  /// Ids of all notices, duplicates included, in order.
  public List<String> ids() {
    return notices.stream().flatMap(notice -> notice.ids().stream()).toList();
  }
}
