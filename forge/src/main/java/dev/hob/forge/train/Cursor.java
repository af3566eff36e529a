// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import java.util.List;

/// Where a packer stands in its source.
///
/// @param next index of the first example never looked at
/// @param carried indexes looked at that found no room yet, oldest first
public record Cursor(long next, List<Long> carried) {
  /// The beginning.
  public static final Cursor START = new Cursor(0, List.of());

  /// Keeps its own copy of the list.
  public Cursor {
    carried = List.copyOf(carried);
  }
}
