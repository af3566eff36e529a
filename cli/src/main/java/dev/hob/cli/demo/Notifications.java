// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// `org.freedesktop.Notifications`, the calls that the demo makes and answers (Desktop
/// Notifications Specification 1.2).
@DBusInterfaceName("org.freedesktop.Notifications")
@SuppressWarnings("checkstyle:MethodName") // D-Bus member names
public interface Notifications extends DBusInterface {
  String BUS_NAME = "org.freedesktop.Notifications";
  String PATH = "/org/freedesktop/Notifications";

  UInt32 Notify(
      String appName,
      UInt32 replacesId,
      String appIcon,
      String summary,
      String body,
      List<String> actions,
      Map<String, Variant<?>> hints,
      int expireTimeout);

  void CloseNotification(UInt32 id);

  List<String> GetCapabilities();

  ServerInformation<String, String, String, String> GetServerInformation();

  /// A button was pressed.
  final class ActionInvoked extends DBusSignal {
    /// @param key of the button, as [Notifications#Notify] named it
    public ActionInvoked(String path, UInt32 id, String key) throws DBusException {
      super(path, id, key);
    }
  }
}
