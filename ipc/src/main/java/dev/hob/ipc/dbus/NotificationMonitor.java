// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.MethodReturn;
import org.freedesktop.dbus.messages.constants.Endian;

/// Listens to the notification traffic of the session bus on a connection of its own that never
/// writes again. One reader thread.
final class NotificationMonitor {
  /// Of a message that was read, dbus-java keeps the fixed head, the fields and the body.
  private static final int BODY = 2;

  private static final String SERVER = "org.freedesktop.Notifications";
  private static final String PORTAL = "org.freedesktop.portal.Notification";
  private static final String GTK = "org.gtk.Notifications";

  /// Replies and signals of the notification server alone; never "everything".
  private static final List<String> RULES =
      List.of(
          "type='method_call',interface='"
              + SERVER
              + "',member='Notify',destination='"
              + SERVER
              + "'",
          "type='method_return',sender='" + SERVER + "'",
          "type='error',sender='" + SERVER + "'",
          "type='signal',interface='" + SERVER + "'",
          "type='method_call',interface='" + PORTAL + "'",
          "type='method_call',interface='" + GTK + "'");

  private final NotificationTraffic traffic;
  private final UnaryOperator<String> apps;
  private final AtomicLong unreadable = new AtomicLong();

  /// @param apps app id of a unique name, for the portal's calls, which carry none
  NotificationMonitor(NotificationTraffic traffic, UnaryOperator<String> apps) {
    this.traffic = traffic;
    this.apps = apps;
  }

  /// Messages that did not have the shape of their interface, and were passed over.
  long unreadable() {
    return unreadable.get();
  }

  /// Listens until the bus is gone.
  ///
  /// @param ready runs once the bus has agreed
  /// @throws IOException the bus is gone, or does not allow monitors
  void listen(BusLink link, Runnable ready) throws IOException {
    link.becomeMonitor(RULES);
    ready.run();
    while (true) {
      link.read().ifPresent(this::see);
    }
  }

  /// One message; anything odd is counted and passed over.
  void see(Message message) {
    try {
      read(message);
    } catch (RuntimeException e) { // no message of a stranger may end the monitor
      unreadable.incrementAndGet();
    }
  }

  private void read(Message message) {
    switch (message) {
      case MethodCall call -> call(call);
      case MethodReturn reply when awaited(reply) && "u".equals(reply.getSig()) ->
          traffic.replied(reply.getDestination(), reply.getReplySerial(), body(reply).uint32());
      case Error error -> traffic.failed(text(error.getDestination()), error.getReplySerial());
      case Message signal when "NotificationClosed".equals(signal.getName()) -> closed(signal);
      default -> {}
    }
  }

  private boolean awaited(Message reply) {
    return traffic.awaits(text(reply.getDestination()), reply.getReplySerial());
  }

  private void closed(Message signal) {
    if (SERVER.equals(signal.getInterface()) && "uu".equals(signal.getSig())) {
      WireBody body = body(signal);
      traffic.closed(body.uint32(), body.uint32());
    }
  }

  private void call(MethodCall call) {
    String what =
        text(call.getInterface()) + "." + text(call.getName()) + ":" + text(call.getSig());
    switch (what) {
      case SERVER + ".Notify:susssasa{sv}i" -> notify(call);
      case PORTAL + ".AddNotification:sa{sv}" -> {
        WireBody body = body(call);
        traffic.added(apps.apply(text(call.getSource())), body.string(), body.plainValues());
      }
      case PORTAL + ".RemoveNotification:s" ->
          traffic.removed(apps.apply(text(call.getSource())), body(call).string());
      case GTK + ".AddNotification:ssa{sv}" -> {
        WireBody body = body(call);
        traffic.added(body.string(), body.string(), body.plainValues());
      }
      case GTK + ".RemoveNotification:ss" -> {
        WireBody body = body(call);
        traffic.removed(body.string(), body.string());
      }
      default -> {}
    }
  }

  private void notify(MethodCall call) {
    WireBody body = body(call);
    String appName = body.string();
    body.uint32(); // replaces_id: the reply has the same id
    body.string(); // icon
    NotificationTraffic.Notify notify =
        new NotificationTraffic.Notify(
            appName, body.string(), body.string(), labels(body.strings()), body.plainValues());
    traffic.notify(text(call.getSource()), text(call.getDestination()), call.getSerial(), notify);
  }

  /// The list is flat: key, label, key, label. `default` is the click on the body.
  private static List<String> labels(List<String> flat) {
    List<String> labels = new java.util.ArrayList<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      if (!flat.get(i).equals("default")) {
        labels.add(flat.get(i + 1));
      }
    }
    return labels;
  }

  private static WireBody body(Message message) {
    byte[] body = message.getWireData()[BODY];
    return new WireBody(
        Optional.ofNullable(body).orElse(new byte[0]),
        message.getEndianess() == Endian.LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  private static String text(@org.jspecify.annotations.Nullable String value) {
    return Optional.ofNullable(value).orElse("");
  }
}
