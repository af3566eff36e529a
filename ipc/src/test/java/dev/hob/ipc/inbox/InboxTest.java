// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.hob.features.Notification;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final Inbox inbox = new Inbox(new Inbox.Bounds(3, Duration.ofHours(1)), now::get);

  @Test
  void atTheBoundTheOldestLeavesAndIsCounted() {
    for (int i = 1; i <= 5; i++) {
      inbox.add(notification(Integer.toString(i), "n", false));
    }

    assertEquals(List.of("3", "4", "5"), ids());
    assertEquals(2, inbox.pushedOut());
  }

  @Test
  void aReplacementStandsAtTheEndWithItsNewText() {
    inbox.add(notification("1", "old", false));
    inbox.add(notification("2", "n", false));
    inbox.add(notification("1", "new", false));

    assertEquals(List.of("2", "1"), ids());
    assertEquals("new", inbox.entries().getLast().summary());
  }

  @Test
  void aTransientOneIsNotKeptAndTakesItsPredecessorAway() {
    inbox.add(notification("1", "kept", false));

    assertFalse(inbox.add(notification("1", "passing", true)));
    assertEquals(List.of(), ids());
  }

  @Test
  void whatIsDismissedOrTooOldLeaves() {
    inbox.add(notification("1", "n", false));
    inbox.add(notification("2", "n", false));
    inbox.remove("1");
    assertEquals(List.of("2"), ids());

    now.set(NOON.plus(Duration.ofMinutes(61)));
    assertEquals(List.of(), ids());
  }

  private List<String> ids() {
    return inbox.entries().stream().map(Notification::id).toList();
  }

  private static Notification notification(String id, String summary, boolean passing) {
    return new Notification(
        id,
        "app",
        "App",
        summary,
        "",
        NOON.atOffset(ZoneOffset.UTC),
        1,
        "",
        "",
        List.of(),
        passing);
  }
}
