// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import dev.hob.policy.Caller;

/// Apps on the bus that bring their own actions, and which other connections are Hob's. Implemented
/// by the desktop; thread-safe.
public interface BusApps {
  /// Takes the actions that the app behind `sender` has; what it registered before is replaced.
  ///
  /// @param sender unique name, as the bus vouches for it
  /// @param manifest JSON
  /// @throws dev.hob.features.ProblemException `invalid-input` with the pointer of the fault; what
  ///   was registered before stays
  void register(String sender, Caller caller, String manifest) throws InterruptedException;

  /// Forgets what `sender` registered; also when it left the bus.
  void unregister(String sender);

  /// Forgets everybody: the bus is gone, and with it all unique names.
  void unregisterAll();

  /// Whether `uniqueName` is a connection of Hob itself, whose notifications are no news.
  boolean own(String uniqueName);
}
