// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.row;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The rows of a file that one feature can be scored on.
///
/// @param sha256 of the file as it lies on disk
/// @param skipped rows of other kinds
public record RowFile(String name, String sha256, List<Row> rows, int skipped) {
  public RowFile {
    rows = List.copyOf(rows);
  }

  /// Reads `file` and keeps the rows that `fits` accepts, at most `limit` of them.
  ///
  /// @throws dev.hob.forge.eval.EvalException no such file or a bad line
  public static RowFile read(Path file, Predicate<Row> fits, int limit) {
    List<Row> rows = new ArrayList<>();
    int[] skipped = {0};
    String sha256 =
        JsonLines.read(
            file,
            (id, where, json) -> {
              Row row = new Row(id, where, json);
              if (!fits.test(row)) {
                skipped[0]++;
              } else if (rows.size() < limit) {
                rows.add(row);
              }
            });
    return new RowFile(String.valueOf(file.getFileName()), sha256, rows, skipped[0]);
  }
}
