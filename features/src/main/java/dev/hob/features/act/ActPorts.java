// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

/// What acting asks of the desktop.
///
/// @param catalogue which actions there are
/// @param port carries them out
/// @param confirmation asks the person
public record ActPorts(ActionCatalogue catalogue, ActionPort port, Confirmation confirmation) {
  /// A desktop where nothing can be done: only actions that a request brings along are chosen from.
  public static final ActPorts NONE =
      new ActPorts(ActionCatalogue.EMPTY, ActionPort.NONE, Confirmation.NOBODY);
}
