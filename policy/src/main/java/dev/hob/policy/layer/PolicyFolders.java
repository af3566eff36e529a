// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import java.nio.file.Path;
import java.util.List;

/// The folders that policy is read from; those that do not exist are empty.
///
/// @param vendor `/usr/lib/hob/policy.d`
/// @param admin `/etc/hob/policy.d`
/// @param user `$XDG_CONFIG_HOME/hob/policy.d`
public record PolicyFolders(Path vendor, Path admin, Path user) {
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
