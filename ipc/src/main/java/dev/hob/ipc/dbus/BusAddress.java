// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where the session bus listens. Immutable.
public final class BusAddress {
  private BusAddress() {}

  /// The first address with a path in `DBUS_SESSION_BUS_ADDRESS`, else the user's own `bus` socket.
  /// Abstract sockets are out of reach for the JDK's channels.
  ///
  /// @param environment of the process
  public static Optional<String> find(Map<String, String> environment) {
    String given = environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "");
    for (String address : given.split(";")) {
      if (address.startsWith("unix:") && address.contains("path=")) {
        return Optional.of(address);
      }
    }
    if (!given.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
        .map(folder -> Path.of(folder, "bus"))
        .filter(Files::exists)
        .map(socket -> "unix:path=" + socket);
  }
}
