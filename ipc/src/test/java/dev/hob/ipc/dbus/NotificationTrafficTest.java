// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.ipc.dbus.NotificationTraffic.Event;
import dev.hob.ipc.dbus.NotificationTraffic.Notify;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotificationTrafficTest {
  private static final String SERVER = "org.freedesktop.Notifications";

  private final NameOwners owners = new NameOwners(":1.99"::equals);
  private final SteppedClock clock = new SteppedClock();
  private final List<Event> events = new ArrayList<>();
  private final NotificationTraffic traffic = new NotificationTraffic(owners, clock, events::add);

  @Test
  void takesTheIdFromTheReplyToTheSameCall() {
    traffic.notify(":1.5", SERVER, 7, call("a", Map.of()));
    traffic.notify(":1.6", SERVER, 7, call("b", Map.of()));
    traffic.replied(":1.5", 8, 99); // a reply to something else
    traffic.replied(":1.6", 7, 2);
    traffic.replied(":1.5", 7, 1);

    assertEquals(List.of("2 b", "1 a"), seen());
  }

  @Test
  void whatAPortalBackEndRepeatsIsDropped() {
    owners.changed("org.freedesktop.impl.portal.desktop.gtk", ":1.9");
    traffic.added("org.example.Chat", "m1", Map.of("title", "hello", "body", "there"));
    traffic.notify(":1.9", SERVER, 3, call("hello", Map.of()));
    traffic.replied(":1.9", 3, 4);

    assertEquals(List.of("org.example.Chat/m1 hello"), seen());
  }

  @Test
  void aSecondCopyToTheShellIsDropped() {
    owners.changed(SERVER, ":1.2");
    traffic.notify(":1.5", ":1.2", 1, call("to the owner", Map.of()));
    traffic.notify(":1.2", ":1.3", 2, call("to the shell", Map.of()));
    traffic.replied(":1.2", 2, 1);
    traffic.replied(":1.5", 1, 1);

    assertEquals(List.of("1 to the owner"), seen());
  }

  @Test
  void popUpsInPlaceAreNotNews() {
    traffic.notify(":1.5", SERVER, 1, call("60 %", Map.of("value", 60L)));
    traffic.replied(":1.5", 1, 1);

    assertEquals(List.of(), events);
  }

  @Test
  void aCallWithoutAReplyIsForgotten() {
    traffic.notify(":1.5", SERVER, 1, call("old", Map.of()));
    clock.advance(Duration.ofSeconds(31));
    traffic.notify(":1.5", SERVER, 2, call("new", Map.of()));
    traffic.replied(":1.5", 1, 1);
    traffic.replied(":1.5", 2, 2);

    assertEquals(List.of("2 new"), seen());
  }

  @Test
  void neverHoldsMoreThanItsBound() {
    for (int serial = 1; serial <= 1000; serial++) {
      traffic.notify(":1.5", SERVER, serial, call("flood", Map.of()));
    }
    for (int serial = 1; serial <= 1000; serial++) {
      traffic.replied(":1.5", serial, serial);
    }

    assertEquals(256, events.size());
  }

  @Test
  void dismissedAndWithdrawnAreGoneExpiredStays() {
    traffic.closed(1, 1);
    traffic.closed(2, 2);
    traffic.closed(3, 3);
    traffic.closed(4, 4);

    assertEquals(List.of(new Event.Gone("2"), new Event.Gone("3")), events);
  }

  @Test
  void urgencyOfAnyNumberTypeIsClamped() {
    traffic.notify(":1.5", SERVER, 1, call("a", Map.of("urgency", 9L)));
    traffic.replied(":1.5", 1, 1);

    assertEquals(2, ((Event.Seen) events.getFirst()).notification().urgency());
  }

  private List<String> seen() {
    return events.stream()
        .map(e -> ((Event.Seen) e).notification())
        .map(n -> n.id() + " " + n.summary())
        .toList();
  }

  private static Notify call(String summary, Map<String, Object> hints) {
    return new Notify("App", summary, "", List.of(), hints);
  }

  private static final class SteppedClock extends Clock {
    private Instant now = Instant.EPOCH;

    void advance(Duration step) {
      now = now.plus(step);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
