// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import dev.hob.features.Notification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes notifications out of the calls, replies and signals that a monitor sees. Reader thread
/// only; no I/O.
///
/// - The id of a `Notify` is known only from its reply, found by (caller, serial); other messages
///   lie in between, and replies to other calls come by, too.
/// - One notification may cross the bus up to three times: through the portal, its back end and the
///   server, or through a desktop's own forwarder. The first, which has the real sender, stays; the
///   rest goes by rule, never by comparing texts.
final class NotificationTraffic {
  /// A caller that waits longer for its id has gone.
  private static final Duration FORGET = Duration.ofSeconds(30);

  /// More calls than this without a reply are somebody's mistake.
  private static final int MOST_PENDING = 256;

  /// What comes of it.
  sealed interface Event {
    record Seen(Notification notification) implements Event {}

    /// Dismissed by the person, or withdrawn by its app.
    record Gone(String id) implements Event {}
  }

  /// Who owns the names that matter for the rules.
  interface Owners {
    /// Whether `uniqueName` is a back end of the portal, which repeats what the portal was told.
    boolean portalBackend(String uniqueName);

    /// Whether `destination` is where `Notify` belongs: the well-known name or its owner.
    boolean server(String destination);

    /// Whether `uniqueName` is Hob itself, which asks, and tells no news.
    boolean own(String uniqueName);
  }

  private record Key(String caller, long serial) {}

  private record Pending(Notify call, Instant since) {}

  /// @param hints plain values alone
  record Notify(
      String appName,
      String summary,
      String body,
      List<String> actions,
      Map<String, Object> hints) {}

  private final Owners owners;
  private final Clock clock;
  private final Consumer<Event> events;
  private final Map<Key, Pending> pending = new LinkedHashMap<>();

  NotificationTraffic(Owners owners, Clock clock, Consumer<Event> events) {
    this.owners = owners;
    this.clock = clock;
    this.events = events;
  }

  void notify(String caller, String destination, long serial, Notify call) {
    forgetOld();
    if (owners.own(caller)
        || owners.portalBackend(caller)
        || !owners.server(destination)
        || popUp(call.hints())) {
      return;
    }
    pending.put(new Key(caller, serial), new Pending(call, clock.instant()));
  }

  /// @param id as the server gave it
  void replied(String caller, long serial, long id) {
    Optional.ofNullable(pending.remove(new Key(caller, serial)))
        .ifPresent(p -> events.accept(new Event.Seen(of(Long.toString(id), p.call()))));
  }

  void failed(String caller, long serial) {
    pending.remove(new Key(caller, serial));
  }

  /// Whether the reply to this call is awaited.
  boolean awaits(String caller, long serial) {
    return pending.containsKey(new Key(caller, serial));
  }

  /// @param reason 1 expired, 2 dismissed, 3 closed by a call, 4 undefined
  void closed(long id, long reason) {
    if (reason == 2 || reason == 3) {
      events.accept(new Event.Gone(Long.toString(id)));
    }
  }

  /// The portal's and GTK's form.
  ///
  /// @param app whose notification it is; with `id` the key under which it is replaced
  void added(String app, String id, Map<String, Object> values) {
    events.accept(
        new Event.Seen(
            new Notification(
                key(app, id),
                app,
                app,
                text(values, "title"),
                text(values, "body").isEmpty() ? text(values, "markup-body") : text(values, "body"),
                OffsetDateTime.now(clock),
                priority(text(values, "priority")),
                text(values, "category"),
                "",
                List.of(),
                false)));
  }

  void removed(String app, String id) {
    events.accept(new Event.Gone(key(app, id)));
  }

  private static String key(String app, String id) {
    return app + "/" + id;
  }

  private Notification of(String id, Notify call) {
    Map<String, Object> hints = call.hints();
    String claimed = text(hints, "desktop-entry");
    String shown = text(hints, "x-kde-display-appname");
    return new Notification(
        id,
        claimed.isEmpty() ? call.appName() : claimed,
        shown.isEmpty() ? call.appName() : shown,
        call.summary(),
        call.body(),
        OffsetDateTime.now(clock),
        urgency(hints.get("urgency")),
        text(hints, "category"),
        text(hints, "x-kde-origin-name"),
        call.actions(),
        Boolean.TRUE.equals(hints.get("transient")));
  }

  /// Volume, brightness and progress: shown in place, never news.
  private static boolean popUp(Map<String, Object> hints) {
    return hints.containsKey("x-canonical-private-synchronous")
        || hints.containsKey("x-dunst-stack-tag")
        || hints.containsKey("value");
  }

  /// Any number type: programs differ.
  private static int urgency(@org.jspecify.annotations.Nullable Object hint) {
    return hint instanceof Number n ? Math.clamp(n.longValue(), 0, 2) : 1;
  }

  private static int priority(String word) {
    return switch (word) {
      case "low" -> 0;
      case "urgent" -> 2;
      default -> 1;
    };
  }

  private static String text(Map<String, Object> values, String name) {
    return values.get(name) instanceof String text ? text : "";
  }

  private void forgetOld() {
    Instant oldest = clock.instant().minus(FORGET);
    Iterator<Pending> all = pending.values().iterator();
    while (all.hasNext()
        && (all.next().since().isBefore(oldest) || pending.size() >= MOST_PENDING)) {
      all.remove();
    }
  }
}
