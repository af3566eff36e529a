// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.testing;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// A notification server with buttons that a test presses.
public final class ButtonServer implements AutoCloseable {
  public static final String NAME = "org.freedesktop.Notifications";
  private static final String PATH = "/org/freedesktop/Notifications";

  /// What was shown.
  ///
  /// @param actions key, label, key, label
  public record Shown(long id, String title, String body, List<String> actions) {
    /// The key of the button with this label.
    public String key(String label) {
      return actions.get(actions.indexOf(label) - 1);
    }
  }

  /// The freedesktop interface.
  @DBusInterfaceName(NAME)
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

    List<String> GetCapabilities();

    void CloseNotification(UInt32 id);

    /// A button was pressed.
    final class ActionInvoked extends DBusSignal {
      public ActionInvoked(String path, UInt32 id, String key) throws DBusException {
        super(path, id, key);
      }
    }

    /// It is gone.
    final class NotificationClosed extends DBusSignal {
      public NotificationClosed(String path, UInt32 id, UInt32 reason) throws DBusException {
        super(path, id, reason);
      }
    }
  }

  private final class Board implements Notifications {
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
      shown.add(new Shown(shown.size() + 1L, summary, body, List.copyOf(actions)));
      return new UInt32(shown.size());
    }

    @Override
    public List<String> GetCapabilities() {
      return capabilities;
    }

    @Override
    public void CloseNotification(UInt32 id) {
      closed.add(id.longValue());
    }

    @Override
    public String getObjectPath() {
      return PATH;
    }
  }

  private final List<String> capabilities;
  private final List<Shown> shown = new CopyOnWriteArrayList<>();
  private final List<Long> closed = new CopyOnWriteArrayList<>();
  private final DBusConnection connection;

  public ButtonServer(String address, List<String> capabilities) throws DBusException {
    this.capabilities = List.copyOf(capabilities);
    connection = DBusConnectionBuilder.forAddress(address).withShared(false).build();
    connection.exportObject(PATH, new Board());
    connection.requestBusName(NAME);
  }

  public List<Shown> shown() {
    return shown;
  }

  /// Ids that were taken off the screen by a call.
  public List<Long> closed() {
    return closed;
  }

  public void press(long id, String key) throws DBusException {
    connection.sendMessage(new Notifications.ActionInvoked(PATH, new UInt32(id), key));
  }

  /// @param reason 1 expired, 2 dismissed
  public void dismiss(long id, long reason) throws DBusException {
    connection.sendMessage(
        new Notifications.NotificationClosed(PATH, new UInt32(id), new UInt32(reason)));
  }

  /// Sends a press as another program would that wants to answer for the person.
  public static void forge(String address, long id, String key) throws DBusException, IOException {
    try (DBusConnection stranger =
        DBusConnectionBuilder.forAddress(address).withShared(false).build()) {
      stranger.sendMessage(new Notifications.ActionInvoked(PATH, new UInt32(id), key));
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
