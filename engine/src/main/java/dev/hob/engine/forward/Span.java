// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.kv.PageTable;
import dev.hob.engine.lora.AdapterGroup;
import java.util.ArrayList;
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

  /// Rows of this span whose logits are wanted: its last ones.
  public int wantedRows() {
    return switch (logits) {
      case NONE -> 0;
      case LAST -> 1;
      case ALL -> tokens.length;
    };
  }

  /// Runs of rows of a step on which the same adapters act; rows without an adapter are in none.
  public static List<AdapterGroup> groups(List<Span> spans) {
    List<AdapterGroup> groups = new ArrayList<>();
    int row = 0;
    for (Span span : spans) {
      int last = groups.size() - 1;
      int count = span.tokens().length;
      if (last >= 0 && groups.get(last).adapters().equals(span.adapters())) {
        AdapterGroup group = groups.get(last);
        groups.set(last, new AdapterGroup(group.adapters(), group.first(), group.count() + count));
      } else {
        groups.add(new AdapterGroup(span.adapters(), row, count));
      }
      row += count;
    }
    groups.removeIf(group -> group.adapters().isEmpty());
    return groups;
  }
}
