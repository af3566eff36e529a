// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import dev.hob.ipc.dbus.BusClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Calls to one connection that together have one deadline: an app that hangs costs this much and
/// no more. One thread.
final class AppCalls {
  private static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";

  private final BusClient bus;
  private final String name;
  private final long end;
  private boolean silent;

  AppCalls(BusClient bus, String name, Duration limit) {
    this.bus = bus;
    this.name = name;
    this.end = System.nanoTime() + limit.toNanos();
  }

  String name() {
    return name;
  }

  /// Whether a call got no answer in time.
  boolean silent() {
    return silent;
  }

  /// @return what came back; empty where it refused, left or was silent
  Optional<List<Object>> call(
      String path, String face, String method, String signature, Object... arguments)
      throws InterruptedException {
    long left = end - System.nanoTime();
    if (silent || left <= 0) {
      silent = true;
      return Optional.empty();
    }
    BusClient.Method where = new BusClient.Method(name, path, face, method);
    return switch (bus.call(where, Duration.ofNanos(left), signature, arguments)) {
      case BusClient.Reply.Returned(var sender, var type, var values) -> Optional.of(values);
      case BusClient.Reply.Refused refused -> Optional.empty();
      case BusClient.Reply.Gone gone -> Optional.empty();
      case BusClient.Reply.Silent none -> {
        silent = true;
        yield Optional.empty();
      }
    };
  }

  /// The description of an object; empty where it has none.
  String introspect(String path) throws InterruptedException {
    return call(path, INTROSPECTABLE, "Introspect", "")
        .flatMap(values -> values.stream().findFirst())
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .orElse("");
  }

  /// All properties of an interface; empty where it has none.
  Map<?, ?> properties(String path, String face) throws InterruptedException {
    return call(path, "org.freedesktop.DBus.Properties", "GetAll", "s", face)
        .flatMap(values -> values.stream().findFirst())
        .filter(Map.class::isInstance)
        .<Map<?, ?>>map(value -> (Map<?, ?>) value)
        .orElse(Map.of());
  }
}
