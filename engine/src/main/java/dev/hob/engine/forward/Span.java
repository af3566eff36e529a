// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.kv.PageTable;
import java.util.List;

/// Some neighbouring tokens of one sequence in a step.
///
/// @param tokens ids of positions `position ..`, at least one
/// @param pages of the sequence, prepared for these positions; those before hold its KV
/// @param adapters that act on these tokens, in this order
/// @param logits for which of the tokens logits are wanted
public record Span(
    int[] tokens, int position, PageTable pages, List<Adapter> adapters, Wanted logits) {
  /// Which rows go through the output matrix.
  public enum Wanted {
    NONE,
    LAST,
    ALL
  }

  int wantedRows() {
    return switch (logits) {
      case NONE -> 0;
      case LAST -> 1;
      case ALL -> tokens.length;
    };
  }
}
