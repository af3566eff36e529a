// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import java.util.List;

/// Finds what the prompt shows as marks. Pure and deterministic.
@FunctionalInterface
public interface EntityFinder {
  /// Marks nothing.
  EntityFinder NONE = text -> List.of();

  /// @return spans in order, without overlap
  List<EntitySpan> find(String text);
}
