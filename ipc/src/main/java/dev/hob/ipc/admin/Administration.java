// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// Bundles, as the doors may handle them. Blocking; thread-safe. Bodies are in the words of
/// formats.md; every change happened whole or not at all.
public interface Administration {
  /// Copies the bundle at `request.path` into the registry.
  Result install(Install request);

  /// All installed adapters, active ones marked.
  ArrayNode adapters();

  /// The installed bases.
  ArrayNode bases();

  /// One installed base, where it comes from, and the adapters that serve it.
  ///
  /// @param base `name`, or `name/version`
  Result showBase(String base);

  /// Hashes its files and opens it.
  Result verifyBase(String base);

  /// Makes it the active base: what asks for no base by name runs on it from now on.
  Result useBase(String base);

  /// Removes it from this user's folders; adapters that were made for it stay.
  Result removeBase(String base);

  Result show(String adapter);

  /// Checks digests, shapes and lineage of what is installed.
  Result verify(String adapter);

  /// Makes `version` the active one; the newest where none is named.
  Result activate(String adapter, Optional<String> version);

  /// Removes `version`; all versions where none is named.
  Result remove(String adapter, Optional<String> version);

  /// @param path absolute, on this machine
  /// @param name for a bare PEFT folder, which brings none
  /// @param role for a bare PEFT folder
  /// @param base name of the base that a bare PEFT folder was trained on
  /// @param activate make it the active version at once
  record Install(
      String path,
      Optional<String> name,
      Optional<String> role,
      Optional<String> base,
      boolean activate) {}

  /// A refusal is a normal answer: nothing is thrown.
  sealed interface Result {
    record Done(ObjectNode body) implements Result {}

    record Refused(BundleProblem why) implements Result {}
  }
}
