// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

/// A call to something that is not there, in the words of the bus.
final class UnknownMemberException extends RuntimeException {
  private final String errorName;

  /// @param kind `UnknownMethod`, `UnknownObject`, `UnknownInterface`, `UnknownProperty`,
  ///   `PropertyReadOnly`, `InvalidArgs`
  UnknownMemberException(String kind, String message) {
    super(message);
    this.errorName = "org.freedesktop.DBus.Error." + kind;
  }

  String errorName() {
    return errorName;
  }
}
