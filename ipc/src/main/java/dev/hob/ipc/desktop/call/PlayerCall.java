// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.call;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.ActionPort.Change;
import dev.hob.features.act.ActionPort.Outcome;
import dev.hob.ipc.dbus.BusClient;
import dev.hob.ipc.dbus.BusClient.Reply;
import dev.hob.ipc.desktop.harvest.Player;
import dev.hob.ipc.desktop.offer.CleanText;
import dev.hob.ipc.desktop.offer.Invocation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Calls of a media player. One thread; used once.
final class PlayerCall {
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  private static final String STATUS = "PlaybackStatus";
  private static final String TRACK = "xesam:title";

  private final BusClient bus;
  private final String name;
  private final CallDeadline deadline;

  PlayerCall(BusClient bus, String name, CallDeadline deadline) {
    this.bus = bus;
    this.name = name;
    this.deadline = deadline;
  }

  /// What is playing: status, title, artist, album.
  Outcome status() throws InterruptedException {
    Reply reply = properties();
    if (!(reply instanceof Reply.Returned(var sender, var type, List<Object> values))) {
      return Replies.beforeCall(reply, deadline.limit());
    }
    Map<?, ?> properties = map(values);
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("status", text(properties.get(STATUS)));
    Map<?, ?> track =
        properties.get("Metadata") instanceof Map<?, ?> metadata ? metadata : Map.of();
    for (String field : List.of("title", "artist", "album")) {
      String value = text(track.get("xesam:" + field));
      if (!value.isEmpty()) {
        status.put(field, value);
      }
    }
    return new Outcome.Done(Optional.of(status), Optional.empty());
  }

  Outcome control(Invocation.Player how) throws InterruptedException {
    Reply read = properties();
    if (!(read instanceof Reply.Returned(String sender, var type, List<Object> values))) {
      return Replies.beforeCall(read, deadline.limit());
    }
    Map<?, ?> before = map(values);
    if (Boolean.FALSE.equals(before.get("CanControl"))
        || Boolean.FALSE.equals(before.get(how.condition()))) {
      return new Outcome.Disabled("the player says that it cannot be done now");
    }
    Effect effect = new Effect();
    String rule =
        "type='signal',sender='"
            + sender
            + "',path='"
            + Player.PATH
            + "',interface='"
            + PROPERTIES
            + "'";
    try (BusClient.Listening listening =
        bus.listen(
            rule,
            PROPERTIES,
            signal -> {
              if (signal.sender().equals(sender)) {
                effect.signalled();
              }
            })) {
      Reply reply =
          bus.call(
              new BusClient.Method(name, Player.PATH, Player.FACE, how.method()),
              deadline.left(),
              "");
      return reply instanceof Reply.Returned
          ? new Outcome.Done(Optional.empty(), effect.await(deadline, () -> difference(before)))
          : Replies.outcome(reply, deadline.limit(), false);
    }
  }

  private Optional<Change> difference(Map<?, ?> before) throws InterruptedException {
    if (!(properties() instanceof Reply.Returned(var sender, var type, List<Object> values))) {
      return Optional.empty();
    }
    Map<?, ?> now = map(values);
    return differs(STATUS, before.get(STATUS), now.get(STATUS))
        .or(() -> differs(TRACK, track(before), track(now)));
  }

  private static Optional<Change> differs(
      String state,
      @org.jspecify.annotations.Nullable Object was,
      @org.jspecify.annotations.Nullable Object is) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return Objects.equals(was, is)
        ? Optional.empty()
        : Optional.of(new Change(state, nodes.textNode(text(was)), nodes.textNode(text(is))));
  }

  private static @org.jspecify.annotations.Nullable Object track(Map<?, ?> properties) {
    return properties.get("Metadata") instanceof Map<?, ?> metadata ? metadata.get(TRACK) : null;
  }

  private Reply properties() throws InterruptedException {
    return bus.call(
        new BusClient.Method(name, Player.PATH, PROPERTIES, "GetAll"),
        deadline.left(),
        "s",
        Player.FACE);
  }

  private static Map<?, ?> map(List<Object> values) {
    return !values.isEmpty() && values.getFirst() instanceof Map<?, ?> map ? map : Map.of();
  }

  private static String text(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case String text -> CleanText.line(text, 200);
      case List<?> several ->
          CleanText.line(String.join(", ", several.stream().map(String::valueOf).toList()), 200);
      case null, default -> "";
    };
  }
}
