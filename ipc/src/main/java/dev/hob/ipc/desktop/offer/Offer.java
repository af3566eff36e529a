// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.offer;

import dev.hob.features.act.Action;

/// An action, and how it is carried out. Immutable.
public record Offer(Action action, Invocation how) {
  /// Unique in a catalogue.
  public record Key(String app, String name) {}

  public Key key() {
    return new Key(action.app(), action.name());
  }
}
