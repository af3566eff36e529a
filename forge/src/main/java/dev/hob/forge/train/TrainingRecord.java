// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `training.json`: what a model card needs to know of a run, gathered from its log.
public final class TrainingRecord {
  /// Name of the file beside the weights.
  public static final String NAME = "training.json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LAST = 20;

  private TrainingRecord() {}

  /// Writes the record.
  ///
  /// @param folder the weights' folder
  /// @param run folder of the run's log
  /// @param facts settings of the run: seeds, digests, precision
  /// @throws IOException if a file cannot be read or written
  public static void write(Path folder, Path run, ObjectNode facts) throws IOException {
    ObjectNode record = facts.deepCopy();
    List<String> lines = Files.readAllLines(run.resolve(TrainingLog.NAME));
    Map<String, ObjectNode> stages = new LinkedHashMap<>();
    ArrayNode sessions = JSON.createArrayNode();
    long before = 0;
    double seconds = 0;
    for (String line : lines) {
      JsonNode node = JSON.readTree(line);
      if (node.has("session")) {
        sessions.add(node);
        continue;
      }
      if (node.has("measured")) {
        record.set("devLoss", node);
        continue;
      }
      String name = node.path("stage").asText();
      ObjectNode stage = stages.computeIfAbsent(name, s -> JSON.createObjectNode());
      long tokens = node.path("tokens").asLong() - before;
      before = node.path("tokens").asLong();
      seconds += tokens / Math.max(1.0, node.path("tokensPerSecond").asDouble());
      stage.put("tokens", stage.path("tokens").asLong() + tokens);
      stage.put("steps", stage.path("steps").asLong() + 1);
      stage.put("lastLoss", smoothed(stage, node.path("loss").asDouble()));
    }
    record.put("tokens", before).put("hours", Math.round(seconds / 36) / 100.0);
    record.set("sessions", sessions);
    ObjectNode all = record.putObject("stages");
    stages.forEach(all::set);
    Files.write(
        folder.resolve(NAME), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
  }

  /// Mean over about the last 20 steps.
  private static double smoothed(ObjectNode stage, double loss) {
    JsonNode last = stage.path("lastLoss");
    double mean = last.isMissingNode() ? loss : last.asDouble() + (loss - last.asDouble()) / LAST;
    return Math.round(mean * 1e4) / 1e4;
  }
}
