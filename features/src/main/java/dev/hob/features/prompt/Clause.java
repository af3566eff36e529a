// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import java.util.List;

/// A part of a summary and the items it comes from.
///
/// @param items index marks, from 1, in the order written; may be empty where a model named none
public record Clause(List<Integer> items, String text) {
  public Clause {
    items = List.copyOf(items);
  }
}
