// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import java.util.List;
import java.util.Optional;

/// Which actions there are right now: manifests, and what running programs offer.
@FunctionalInterface
public interface ActionCatalogue {
  /// A desktop without any.
  ActionCatalogue EMPTY = app -> new Found(List.of(), List.of());

  /// @param app only those of this app, by id, by its last part or by the name that people call it,
  ///   in any case; empty = of all
  Found find(Optional<String> app) throws InterruptedException;

  /// @param actions of each app together, unique by app and name
  /// @param left what could not be used, in words for the person: a manifest with an invalid
  ///   schema, an app that does not answer
  record Found(List<Action> actions, List<String> left) {
    public Found {
      actions = List.copyOf(actions);
      left = List.copyOf(left);
    }
  }
}
