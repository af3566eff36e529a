// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.io.IOException;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;

/// A small app on the bus that tells Hob what it can do, for machines where no real program can be
/// started.
final class KitchenTimer implements AutoCloseable {
  static final String NAME = "dev.hob.demo.Timer";
  private static final String PATH = "/dev/hob/demo/Timer";

  private final DBusConnection connection;
  private final Clock clock;

  private KitchenTimer(DBusConnection connection, Clock clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /// Comes onto the bus and registers `manifest` (formats.md, 8) at Hob.
  static KitchenTimer start(String busAddress, String manifest) throws IOException {
    try {
      DBusConnection connection =
          DBusConnectionBuilder.forAddress(busAddress).withShared(false).build();
      Clock clock = new Clock();
      connection.exportObject(PATH, clock);
      connection.requestBusName(NAME);
      connection
          .getRemoteObject("dev.hob.Intelligence1", "/dev/hob/Intelligence1", Hob.class)
          .RegisterActions(manifest);
      return new KitchenTimer(connection, clock);
    } catch (DBusException broken) {
      throw new IOException("the demo's timer cannot come onto the bus", broken);
    }
  }

  /// What its window would show.
  String shown() {
    return clock.shown;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  /// The part of Hob's interface that an app with actions calls.
  @DBusInterfaceName("dev.hob.Intelligence1")
  @SuppressWarnings("checkstyle:MethodName") // D-Bus member names
  interface Hob extends DBusInterface {
    void RegisterActions(String manifest);
  }

  /// The timer's own interface.
  @DBusInterfaceName("dev.hob.demo.Timer")
  @SuppressWarnings("checkstyle:MethodName") // D-Bus member names
  interface Timer extends DBusInterface {
    String Start(int minutes, String label);

    String Stop();
  }

  private static final class Clock implements Timer {
    private volatile String shown = "no timer runs";

    @Override
    public String Start(int minutes, String label) {
      shown = label + ": " + minutes + " minutes left";
      return shown;
    }

    @Override
    public String Stop() {
      shown = "no timer runs";
      return shown;
    }

    @Override
    public String getObjectPath() {
      return PATH;
    }

    @Override
    public boolean isRemote() {
      return false;
    }
  }
}
