// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import java.nio.file.Path;
import java.util.Optional;

/// The folders that hold bundles, each with `bases/<name>/<version>` and
/// `adapters/<name>/<version>`. Only `user` is ever written.
///
/// @param embedded read-only, comes with the program
/// @param system `/usr/share/hob`, owned by the package manager
/// @param user `$XDG_DATA_HOME/hob`
public record RegistryRoots(Optional<Path> embedded, Path system, Path user) {}
