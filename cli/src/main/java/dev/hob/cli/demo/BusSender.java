// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// A D-Bus client of our own, for machines without `notify-send`.
final class BusSender implements Sender {
  private static final Map<String, Byte> URGENCIES =
      Map.of("low", (byte) 0, "normal", (byte) 1, "critical", (byte) 2);

  private final DBusConnection connection;
  private final Notifications server;

  BusSender(String busAddress) throws IOException {
    try {
      this.connection = DBusConnectionBuilder.forAddress(busAddress).withShared(false).build();
      this.server =
          connection.getRemoteObject(
              Notifications.BUS_NAME, Notifications.PATH, Notifications.class);
    } catch (DBusException broken) {
      throw new IOException("the private bus does not answer", broken);
    }
  }

  @Override
  public void send(Notice notice) {
    Map<String, Variant<?>> hints = new HashMap<>();
    hints.put("urgency", new Variant<>(URGENCIES.getOrDefault(notice.urgency(), (byte) 1)));
    hints.put("desktop-entry", new Variant<>(notice.entry()));
    if (!notice.category().isEmpty()) {
      hints.put("category", new Variant<>(notice.category()));
    }
    if (notice.brief()) {
      hints.put("transient", new Variant<>(true));
    }
    server.Notify(
        notice.app(), new UInt32(0), "", notice.summary(), notice.body(), List.of(), hints, -1);
  }

  @Override
  public String name() {
    return "a D-Bus client of the demo's own (notify-send is not installed)";
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
