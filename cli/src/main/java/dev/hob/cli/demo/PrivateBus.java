// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;

/// A session bus of one's own: a real `dbus-daemon`.
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

  /// A bus with a notification server that shows nothing.
  ///
  /// @return empty where no `dbus-daemon` is installed
  public static Optional<PrivateBus> start() throws IOException {
    try {
      PrivateBus bus = bare(System.getenv());
      bus.takeNotifications(question -> {});
      return Optional.of(bus);
    } catch (NotInstalledException none) {
      return Optional.empty();
    }
  }

  /// From now on the bus has a notification server.
  ///
  /// @param asked told of each question, which is then answered with its first button
  void takeNotifications(Consumer<NotificationServer.Question> asked) throws IOException {
    try {
      connection.exportObject(Notifications.PATH, new NotificationServer(connection, asked));
      connection.requestBusName(Notifications.BUS_NAME);
    } catch (DBusException broken) {
      throw new IOException("the private bus does not answer", broken);
    }
  }

  /// There is no `dbus-daemon` here.
  static final class NotInstalledException extends IOException {
    private static final long serialVersionUID = 1L;

    NotInstalledException(IOException cause) {
      super("dbus-daemon is not installed", cause);
    }
  }

  /// A bus with nobody on it.
  ///
  /// @param environment of the daemon, which what it starts inherits
  static PrivateBus bare(Map<String, String> environment) throws IOException {
    Path folder = Files.createTempDirectory("hob-bus-");
    Process daemon;
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
                  "dbus-daemon",
                  "--session",
                  "--nofork",
                  "--nopidfile",
                  "--address=unix:path=" + folder.resolve("bus"),
                  "--print-address=1")
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      Map<String, String> inherited = Map.copyOf(environment);
      builder.environment().clear();
      builder.environment().putAll(inherited);
      daemon = builder.start();
    } catch (IOException notInstalled) {
      Files.delete(folder);
      throw new NotInstalledException(notInstalled);
    }
    try {
      String address = firstLine(daemon);
      return new PrivateBus(
          daemon,
          address,
          folder,
          DBusConnectionBuilder.forAddress(address).withShared(false).build());
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
    RealApp.end(daemon);
    Files.deleteIfExists(folder.resolve("bus"));
    Files.deleteIfExists(folder);
  }
}
