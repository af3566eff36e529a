// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.forward.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// What one step computes.
///
/// @param spans of all parts; neighbours share adapters
/// @param firstRows of the logits of each part; meaningless where it draws nothing
record Step(List<Part> parts, List<Span> spans, int[] firstRows) {
  private record Owned(int part, Span span, String adapters) {}

  static Step of(List<Part> parts) {
    List<Owned> owned = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      for (Span span : parts.get(i).spans()) {
        String adapters =
            span.adapters().stream().map(Adapter::digest).collect(Collectors.joining(" "));
        owned.add(new Owned(i, span, adapters));
      }
    }
    owned.sort(
        Comparator.comparing(Owned::adapters)); // stable: a sequence's spans keep their order
    int[] firstRows = new int[parts.size()];
    int row = 0;
    for (Owned one : owned) {
      if (one.span().wantedRows() > 0) {
        firstRows[one.part()] = row;
        row += one.span().wantedRows();
      }
    }
    return new Step(List.copyOf(parts), owned.stream().map(Owned::span).toList(), firstRows);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /// Tokens that are no next tokens or drafts.
  int promptTokens() {
    return parts.stream()
        .filter(part -> part.sequence().prefilling())
        .mapToInt(part -> part.tokens().length)
        .sum();
  }

  /// Rows in all.
  int rows() {
    return parts.stream().mapToInt(part -> part.tokens().length).sum();
  }
}
