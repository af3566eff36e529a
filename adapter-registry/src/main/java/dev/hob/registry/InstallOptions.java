// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import java.util.Optional;

/// What an installation is told. A bundle says all by its manifest; a bare PEFT folder knows
/// neither its role nor its base.
///
/// @param role needed for a bare folder
/// @param base name of the installed base it belongs to; the active one if empty
/// @param name the folder's name if empty
/// @param version `1.0.0` if empty
/// @param license `unknown` if empty
public record InstallOptions(
    Optional<String> role,
    Optional<String> base,
    Optional<String> name,
    Optional<String> version,
    Optional<String> license) {
  /// For a bundle.
  public static InstallOptions bundle() {
    return new InstallOptions(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// For a bare PEFT folder on the active base.
  public static InstallOptions bare(String role) {
    return new InstallOptions(
        Optional.of(role), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public InstallOptions withName(String other) {
    return new InstallOptions(role, base, Optional.of(other), version, license);
  }

  public InstallOptions withVersion(String other) {
    return new InstallOptions(role, base, name, Optional.of(other), license);
  }

  public InstallOptions withBase(String other) {
    return new InstallOptions(role, Optional.of(other), name, version, license);
  }
}
