// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A run's log: JSON lines, one a step (`{"step": …}`), measurement (`{"measured": …}`) or
/// beginning of a session with its settings (`{"session": …}`).
public final class TrainingLog {
  /// Name of the file in a run's folder.
  public static final String NAME = "loss.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  /// The log of a run; lines are added to those already there.
  public TrainingLog(Path run) {
    this.file = run.resolve(NAME);
  }

  /// Adds a step.
  ///
  /// @throws IOException if the file cannot be written
  public void add(StepReport report) throws IOException {
    ObjectNode line = JSON.createObjectNode().put("step", report.step());
    line.put("stage", report.stage()).put("tokens", report.tokens());
    line.put("progress", rounded(report.progress())).put("loss", rounded(report.loss()));
    line.put("rate", report.rate()).put("norm", rounded(report.norm()));
    line.put("tokensPerSecond", Math.round(report.tokensPerSecond()));
    ObjectNode families = line.putObject("families");
    report.families().forEach((family, loss) -> families.put(family, rounded(loss)));
    append(line);
  }

  /// Adds the beginning of a session.
  ///
  /// @param step steps done before
  /// @param facts its settings; the digests of the data are left to the record
  /// @throws IOException if the file cannot be written
  public void session(long step, ObjectNode facts) throws IOException {
    ObjectNode line = JSON.createObjectNode().put("session", step);
    ObjectNode settings = facts.deepCopy();
    settings.remove("data");
    line.set("settings", settings);
    append(line);
  }

  /// Adds a measurement on development examples.
  ///
  /// @throws IOException if the file cannot be written
  public void measured(long step, double loss, Map<String, Double> families) throws IOException {
    ObjectNode line = JSON.createObjectNode().put("measured", step).put("loss", rounded(loss));
    ObjectNode parts = line.putObject("families");
    families.forEach((family, value) -> parts.put(family, rounded(value)));
    append(line);
  }

  /// Drops lines behind a step: what an interrupted session did after its last checkpoint.
  ///
  /// @throws IOException if the file cannot be read or written
  public void backTo(long step) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    List<String> kept = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode node = JSON.readTree(line);
      long at = node.path("session").asLong(node.path("measured").asLong());
      if (node.path("step").asLong(at) <= step) {
        kept.add(line);
      }
    }
    Files.write(file, kept);
  }

  private void append(ObjectNode line) throws IOException {
    Files.write(
        file,
        (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static double rounded(double value) {
    return Math.round(value * 1e5) / 1e5;
  }
}
