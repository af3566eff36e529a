// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

/// Who asks, as the kernel or the bus says, never as the message says.
///
/// @param app application id (desktop id without `.desktop`, flatpak id, unit), or the program's
///   name, or `unknown`
/// @param pid -1 where it is not known
public record Caller(String app, long uid, long pid, Trust trust) {
  /// How sure we are of `app`.
  public enum Trust {
    /// From a sandbox's own file or the cgroup of its unit.
    CONFINED,
    /// From the executable of the process.
    PROCESS,
    /// Only the user is certain.
    USER
  }
}
