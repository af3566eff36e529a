// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.List;

/// One prompt with its right answer.
///
/// @param family what it trains (`digest`, `proofread`, `drill-copy`, …)
/// @param template which of the family's templates made it; templates, not only values, are split
///   into training and development
/// @param prompt from `<|bos|>` to `<|out|>`
/// @param answer what follows, `<|eos|>` included
public record Task(String family, String template, List<Piece> prompt, List<Piece> answer) {
  /// Prompt and answer in one readable line.
  public String show() {
    return Piece.show(prompt) + "\n    → " + Piece.show(answer);
  }

  /// An endless, seeded stream of tasks; safe for several threads.
  @FunctionalInterface
  public interface Source {
    /// The task at `index`: a function of the source's seed and data and the index.
    Task at(long index);
  }
}
