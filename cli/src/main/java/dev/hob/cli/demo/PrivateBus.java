// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;

/// A session bus of one's own: a real `dbus-daemon`, with a notification server on it.
public final class PrivateBus implements AutoCloseable {
  private final Process daemon;
  private final String address;
  private final Path folder;
  private final DBusConnection connection;

  private PrivateBus(Process daemon, String address, Path folder, DBusConnection connection) {
    this.daemon = daemon;
    this.address = address;
    this.folder = folder;
    this.connection = connection;
  }

  /// @return empty where no `dbus-daemon` is installed
  public static Optional<PrivateBus> start() throws IOException {
    Path folder = Files.createTempDirectory("hob-bus-");
    Process daemon;
    try {
      daemon =
          new ProcessBuilder(
                  "dbus-daemon",
                  "--session",
                  "--nofork",
                  "--nopidfile",
                  "--address=unix:path=" + folder.resolve("bus"),
                  "--print-address=1")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException notInstalled) {
      Files.delete(folder);
      return Optional.empty();
    }
    try {
      String address = firstLine(daemon);
      DBusConnection connection =
          DBusConnectionBuilder.forAddress(address).withShared(false).build();
      connection.exportObject(Notifications.PATH, new NotificationServer());
      connection.requestBusName(Notifications.BUS_NAME);
      return Optional.of(new PrivateBus(daemon, address, folder, connection));
    } catch (DBusException | IOException broken) {
      daemon.destroy();
      throw new IOException("the private bus does not answer", broken);
    }
  }

  private static String firstLine(Process daemon) throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(daemon.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      throw new IOException("dbus-daemon ended at once");
    }
    return line;
  }

  public String address() {
    return address;
  }

  DBusConnection connection() {
    return connection;
  }

  @Override
  public void close() throws IOException {
    connection.disconnect();
    daemon.destroy();
    try {
      if (!daemon.waitFor(2, TimeUnit.SECONDS)) {
        daemon.destroyForcibly().waitFor();
      }
    } catch (InterruptedException stop) {
      daemon.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(folder.resolve("bus"));
    Files.deleteIfExists(folder);
  }
}
