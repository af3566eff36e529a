// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.digest;

import dev.hob.features.Notification;
import dev.hob.features.fact.WordLists;
import dev.hob.features.helper.Notice;
import dev.hob.features.helper.NoticeGroup;
import dev.hob.features.helper.OneTimeCodes;
import dev.hob.features.helper.Subjects;
import dev.hob.features.helper.TimeBound;
import dev.hob.features.notice.NoticeReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Turns notifications into groups: visible text only, `[…]` for sentences that talk to a program,
/// what has no place in a digest left out, duplicates joined, then grouped by app and conversation,
/// thread or subject. Immutable; same input, same groups.
public final class Batch {
  /// Programs with several windows send one notice two or three times within some 50 ms; a person
  /// who writes the same again means it. A minute keeps both apart.
  private static final Duration DUPLICATE = Duration.ofMinutes(1);

  /// A subject of an app is over once this many others came after it.
  private static final int OPEN_SUBJECTS = 30;

  private static final Pattern POP_UP =
      Pattern.compile(
          "(?:(?:master|speaker|output|input|system|headphones?) )?volume|(?:screen |display )?brightness"
              + "|keyboard (?:backlight|brightness|layout)|mic(?:rophone)?|sound|(?:un)?muted?|caps lock"
              + "|num lock|touchpad",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LEVEL =
      Pattern.compile(
          "(?:[0-9]{1,3} ?%|on|off|(?:un)?muted?|enabled|disabled|[a-z]{2}(?:-[a-z]{2})?|[:\\s█▁-▇░-▓|-]+)*",
          Pattern.CASE_INSENSITIVE);

  private final NoticeReader reader;
  private final Subjects subjects;

  public Batch(WordLists lists) {
    this.reader = new NoticeReader(lists);
    this.subjects = new Subjects(lists.stopWords());
  }

  /// Groups in the order of their first notice; may be empty.
  public List<NoticeGroup> groups(List<Notification> notifications) {
    Map<String, List<Notice>> conversations = new LinkedHashMap<>();
    List<List<Notice>> bySubject = new ArrayList<>();
    for (Notice notice : notices(notifications)) {
      if (OneTimeCodes.in(notice.text())) {
        continue;
      }
      String thread = notice.conversation().isEmpty() ? notice.sender() : notice.conversation();
      if (thread.isEmpty()) {
        subjectOf(notice, bySubject).add(notice);
      } else {
        List<Notice> known =
            conversations.computeIfAbsent(notice.app() + "\n" + thread, key -> new ArrayList<>());
        known.add(notice);
      }
    }
    List<List<Notice>> all = new ArrayList<>(bySubject);
    all.addAll(conversations.values());
    return all.stream()
        .sorted(Comparator.comparing(group -> group.getFirst().time()))
        .map(Batch::group)
        .toList();
  }

  /// The notices that carry a one-time code, one group an app, oldest first: a digest says that
  /// they came and never what they say.
  public List<NoticeGroup> codes(List<Notification> notifications) {
    Map<String, List<Notice>> byApp = new LinkedHashMap<>();
    for (Notice notice : notices(notifications)) {
      if (OneTimeCodes.in(notice.text())) {
        byApp.computeIfAbsent(notice.app(), key -> new ArrayList<>()).add(notice);
      }
    }
    return byApp.values().stream()
        .map(
            group -> new NoticeGroup(group.getFirst().app(), group.getFirst().appName(), "", group))
        .toList();
  }

  /// What is left of the notifications, oldest first.
  List<Notice> notices(List<Notification> notifications) {
    Map<String, Notification> latestById = new LinkedHashMap<>();
    for (Notification notification : notifications) {
      latestById.remove(notification.id());
      latestById.put(notification.id(), notification); // the same id again replaces
    }
    List<Notice> kept = new ArrayList<>();
    latestById.values().stream()
        .sorted(Comparator.comparing(Notification::time))
        .map(notification -> new Seen(reader.quotable(notification), notification.transientHint()))
        .filter(seen -> !seen.passing() || isNeverHidden(TimeBound.of(seen.notice())))
        .map(Seen::notice)
        .filter(Batch::belongs)
        .forEach(notice -> join(notice, kept));
    return kept;
  }

  /// @param passing the sender wants it kept nowhere
  private record Seen(Notice notice, boolean passing) {}

  private static boolean isNeverHidden(TimeBound bound) {
    return switch (bound) {
      case CRITICAL, CALL, ALARM, CODE -> true;
      case APPOINTMENT, NONE -> false;
    };
  }

  private static boolean belongs(Notice notice) {
    if (notice.text().isEmpty()) {
      return false;
    }
    boolean popUp =
        POP_UP.matcher(notice.summary().replaceAll("[:\\s]*[0-9]{1,3} ?%$", "")).matches()
            && LEVEL.matcher(notice.body()).matches();
    return !popUp;
  }

  private static void join(Notice notice, List<Notice> kept) {
    for (int i = kept.size() - 1; i >= 0; i--) {
      Notice earlier = kept.get(i);
      if (Duration.between(earlier.time(), notice.time()).compareTo(DUPLICATE) > 0) {
        break;
      }
      boolean same =
          earlier.app().equals(notice.app())
              && earlier.summary().equals(notice.summary())
              && earlier.body().equals(notice.body());
      if (same) {
        kept.set(i, joined(earlier, notice));
        return;
      }
    }
    kept.add(notice);
  }

  private static Notice joined(Notice first, Notice again) {
    List<String> ids = new ArrayList<>(first.ids());
    ids.addAll(again.ids());
    return new Notice(
        ids,
        first.app(),
        first.appName(),
        first.sender(),
        first.conversation(),
        first.summary(),
        first.body(),
        first.time(),
        Math.max(first.urgency(), again.urgency()),
        first.category());
  }

  private List<Notice> subjectOf(Notice notice, List<List<Notice>> bySubject) {
    int compared = 0;
    for (List<Notice> group : bySubject.reversed()) {
      if (!group.getLast().app().equals(notice.app())) {
        continue;
      }
      if (subjects.same(group.getLast(), notice) || subjects.same(group.getFirst(), notice)) {
        return group;
      }
      if (++compared == OPEN_SUBJECTS) {
        break;
      }
    }
    List<Notice> fresh = new ArrayList<>();
    bySubject.add(fresh);
    return fresh;
  }

  private static NoticeGroup group(List<Notice> notices) {
    Notice first = notices.getFirst();
    return new NoticeGroup(first.app(), first.appName(), threadOf(first), notices);
  }

  private static String threadOf(Notice notice) {
    return notice.conversation().isEmpty() ? notice.sender() : notice.conversation();
  }
}
