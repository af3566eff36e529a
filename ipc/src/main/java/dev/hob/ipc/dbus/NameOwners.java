// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Who owns the few names that the rules for notifications need. Fed by `NameOwnerChanged`;
/// thread-safe.
final class NameOwners implements NotificationTraffic.Owners {
  static final String SERVER = "org.freedesktop.Notifications";
  static final String BACKENDS = "org.freedesktop.impl.portal.desktop";

  private final Predicate<String> own;
  private final Map<String, String> owners = new ConcurrentHashMap<>();

  /// @param own whether a unique name is a connection of Hob
  NameOwners(Predicate<String> own) {
    this.own = own;
  }

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

  @Override
  public boolean own(String uniqueName) {
    return own.test(uniqueName);
  }
}
