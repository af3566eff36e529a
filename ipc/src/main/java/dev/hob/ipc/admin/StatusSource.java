// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What Hob says about itself. Thread-safe, never blocks on the model.
public interface StatusSource {
  ObjectNode status();

  /// Every feature of the catalogue, in its order.
  List<FeatureState> features();

  /// Quotas that a caller can meet before it asks.
  ObjectNode limits();

  /// @param reason why it is not available; empty when it is
  /// @param by `model` or `helper`: who writes the text by default
  record FeatureState(String name, boolean available, String reason, String by) {}
}
