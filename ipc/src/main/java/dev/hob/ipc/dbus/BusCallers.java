// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import dev.hob.ipc.caller.CallerFinder;
import dev.hob.policy.Caller;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.freedesktop.dbus.types.Variant;

/// Callers by unique name, which a bus never gives twice. Thread-safe; an entry leaves with its
/// connection.
final class BusCallers {
  /// Asks the bus.
  interface Credentials {
    Map<String, Variant<?>> of(String uniqueName) throws InterruptedException;
  }

  private final CallerFinder finder;
  private final Map<String, Caller> known = new ConcurrentHashMap<>();

  BusCallers(CallerFinder finder) {
    this.finder = finder;
  }

  Caller find(String uniqueName, Credentials credentials) throws InterruptedException {
    Caller cached = known.get(uniqueName);
    if (cached != null) {
      return cached;
    }
    Map<String, Variant<?>> given = credentials.of(uniqueName);
    Caller found = finder.find(number(given, "UnixUserID"), number(given, "ProcessID"));
    known.put(uniqueName, found);
    return found;
  }

  void vanished(String uniqueName) {
    known.remove(uniqueName);
  }

  private static long number(Map<String, Variant<?>> credentials, String name) {
    Variant<?> value = credentials.get(name);
    return value != null && value.getValue() instanceof Number n ? n.longValue() : -1;
  }
}
