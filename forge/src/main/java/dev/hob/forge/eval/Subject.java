// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import dev.hob.forge.eval.row.RowFile;
import dev.hob.forge.eval.stat.Bootstrap;

/// What is scored, and how.
///
/// @param wordLists digest of the lists that the scores depend on
public record Subject(Scorer scorer, RowFile file, Bootstrap bootstrap, String wordLists) {
  public String primary() {
    return scorer.primary(file.rows());
  }

  public int rows() {
    return file.rows().size();
  }
}
