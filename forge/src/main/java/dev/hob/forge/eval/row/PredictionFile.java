// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.row;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Predictions on disk, and how they meet the rows.
public final class PredictionFile {
  private PredictionFile() {}

  /// One prediction for each row, in their order; a row that the file does not answer gets a failed
  /// one. Predictions for other rows are left aside.
  ///
  /// @throws dev.hob.forge.eval.EvalException no such file or a bad line
  public static List<Prediction> read(Path file, List<Row> rows) {
    Map<String, Prediction> byId = new HashMap<>();
    JsonLines.read(file, (id, where, json) -> byId.put(id, new Prediction(id, json)));
    List<Prediction> predictions = new ArrayList<>();
    for (Row row : rows) {
      predictions.add(
          byId.getOrDefault(row.id(), Prediction.failed(row.id(), "no prediction in the file")));
    }
    return predictions;
  }

  /// Writes one line a prediction.
  public static void write(Path file, List<Prediction> predictions) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (Prediction prediction : predictions) {
        out.write(JsonLines.JSON.writeValueAsString(prediction.json()));
        out.newLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
