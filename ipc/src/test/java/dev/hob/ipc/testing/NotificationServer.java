// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.testing;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// A notification server that counts: the least that real clients need.
public final class NotificationServer implements AutoCloseable {
  static final String PATH = "/org/freedesktop/Notifications";

  /// The freedesktop interface.
  @DBusInterfaceName("org.freedesktop.Notifications")
  public interface Notifications extends DBusInterface {
    UInt32 Notify(
        String appName,
        UInt32 replaces,
        String icon,
        String summary,
        String body,
        List<String> actions,
        Map<String, Variant<?>> hints,
        int expire);

    /// Sent by the server when one is closed.
    final class NotificationClosed extends DBusSignal {
      public final UInt32 id;
      public final UInt32 reason;

      public NotificationClosed(String path, UInt32 id, UInt32 reason) throws DBusException {
        super(path, id, reason);
        this.id = id;
        this.reason = reason;
      }
    }
  }

  private static final class Counter implements Notifications {
    private int next;

    @Override
    public synchronized UInt32 Notify(
        String appName,
        UInt32 replaces,
        String icon,
        String summary,
        String body,
        List<String> actions,
        Map<String, Variant<?>> hints,
        int expire) {
      return replaces.longValue() != 0 ? replaces : new UInt32(++next);
    }

    @Override
    public String getObjectPath() {
      return PATH;
    }
  }

  private final DBusConnection connection;

  public NotificationServer(String address) throws DBusException {
    connection = DBusConnectionBuilder.forAddress(address).withShared(false).build();
    connection.exportObject(PATH, new Counter());
    connection.requestBusName("org.freedesktop.Notifications");
  }

  public void close(long id, long reason) throws DBusException {
    connection.sendMessage(
        new Notifications.NotificationClosed(PATH, new UInt32(id), new UInt32(reason)));
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
