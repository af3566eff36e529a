// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The folders that policy is read from; those that do not exist are empty.
///
/// @param vendor `/usr/lib/hob/policy.d`
/// @param admin `/etc/hob/policy.d`
/// @param user `$XDG_CONFIG_HOME/hob/policy.d`
public record PolicyFolders(Path vendor, Path admin, Path user) {
  /// The folders as the environment of a process names them. `HOB_POLICY_VENDOR` and
  /// `HOB_POLICY_ADMIN` move the first two, for a private daemon that brings its own; that gives
  /// nobody more, since whoever sets them could run another program as well.
  ///
  /// @throws IllegalArgumentException neither `XDG_CONFIG_HOME` nor `HOME` is set
  public static PolicyFolders of(Map<String, String> environment) {
    return new PolicyFolders(
        Path.of(environment.getOrDefault("HOB_POLICY_VENDOR", "/usr/lib/hob/policy.d")),
        Path.of(environment.getOrDefault("HOB_POLICY_ADMIN", "/etc/hob/policy.d")),
        home(environment, "XDG_CONFIG_HOME", ".config").resolve("hob/policy.d"));
  }

  /// A folder of the XDG base directory specification.
  ///
  /// @param fallback below `HOME`
  public static Path home(Map<String, String> environment, String variable, String fallback) {
    String set = environment.getOrDefault(variable, "");
    // The specification has relative paths ignored.
    if (set.startsWith("/")) {
      return Path.of(set);
    }
    String home = environment.getOrDefault("HOME", "");
    if (home.isEmpty()) {
      throw new IllegalArgumentException("neither " + variable + " nor HOME is set");
    }
    return Path.of(home).resolve(fallback);
  }

  /// From weak to strong.
  public List<Path> inOrder() {
    return List.of(vendor, admin, user);
  }

  Layer layerOf(Path folder) {
    if (folder.equals(user)) {
      return Layer.USER;
    }
    return folder.equals(admin) ? Layer.ADMIN : Layer.VENDOR;
  }
}
