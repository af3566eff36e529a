// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who owns the few names that the rules for notifications need. Fed by `NameOwnerChanged`;
/// thread-safe.
final class NameOwners implements NotificationTraffic.Owners {
  static final String SERVER = "org.freedesktop.Notifications";
  static final String BACKENDS = "org.freedesktop.impl.portal.desktop";

  private final Map<String, String> owners = new ConcurrentHashMap<>();

  static boolean matters(String name) {
    return name.equals(SERVER) || name.startsWith(BACKENDS + ".");
  }

  /// @param owner empty = nobody any more
  void changed(String name, String owner) {
    if (!matters(name)) {
      return;
    }
    if (owner.isEmpty()) {
      owners.remove(name);
    } else {
      owners.put(name, owner);
    }
  }

  @Override
  public boolean portalBackend(String uniqueName) {
    return owners.entrySet().stream()
        .anyMatch(e -> !e.getKey().equals(SERVER) && e.getValue().equals(uniqueName));
  }

  /// Before the owner is known everything that the match rule let through counts.
  @Override
  public boolean server(String destination) {
    return destination.equals(SERVER)
        || destination.equals(owners.getOrDefault(SERVER, destination));
  }
}
