// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.notice;

import dev.hob.features.Notification;
import dev.hob.features.fact.WordLists;
import dev.hob.features.helper.Notice;
import dev.hob.features.machine.MachineTalk;
import dev.hob.features.prompt.PromptNotification;
import dev.hob.features.text.VisibleText;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// What a person sees of a notification, and what a prompt shows of it. Immutable.
public final class NoticeReader {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  private final Senders senders;

  public NoticeReader(WordLists lists) {
    this.senders = new Senders(lists.commonWords());
  }

  public Notice visible(Notification n) {
    return notice(n, VisibleText.plain(n.summary()), VisibleText.body(n.body()));
  }

  /// The same with `[…]` for sentences that talk to a program: what may be quoted on.
  public Notice quotable(Notification n) {
    String summary = MachineTalk.without(VisibleText.plain(n.summary()));
    return notice(n, summary, MachineTalk.without(VisibleText.body(n.body())));
  }

  private Notice notice(Notification n, String summary, String body) {
    String appName = VisibleText.plain(n.appName().isBlank() ? n.app() : n.appName());
    Senders.Sender sender = senders.of(appName, n.category(), summary, body);
    String conversation = n.thread().isEmpty() ? sender.conversation() : n.thread();
    return new Notice(
        List.of(n.id()),
        n.app(),
        appName,
        sender.name(),
        VisibleText.plain(conversation),
        summary,
        sender.text(),
        n.time(),
        n.urgency(),
        n.category());
  }

  /// @param zone in which the reader's clock runs
  public static PromptNotification shown(Notice notice, ZoneOffset zone) {
    String time = CLOCK.format(notice.time().withOffsetSameInstant(zone));
    return notice.isMessage()
        ? new PromptNotification(notice.appName(), notice.sender(), "", notice.body(), time)
        : new PromptNotification(notice.appName(), "", notice.summary(), notice.body(), time);
  }
}
