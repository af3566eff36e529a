// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All of a run that is not a tensor: where it stands, so that going on is the same as never having
/// stopped.
///
/// @param step optimizer steps done
/// @param tokens tokens trained on
/// @param trainedMillis time spent training
/// @param cursors where each stage's packer stands
public record RunState(long step, long tokens, long trainedMillis, Map<String, Cursor> cursors) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// A run that has not begun.
  public static final RunState START = new RunState(0, 0, 0, Map.of());

  /// Keeps its own copy of the cursors.
  public RunState {
    cursors = Map.copyOf(cursors);
  }

  /// Where a stage's packer stands.
  public Cursor cursor(String stage) {
    return cursors.getOrDefault(stage, Cursor.START);
  }

  /// The state after one more step.
  public RunState after(String stage, Cursor cursor, int newTokens, long newMillis) {
    Map<String, Cursor> moved = new TreeMap<>(cursors);
    moved.put(stage, cursor);
    return new RunState(step + 1, tokens + newTokens, trainedMillis + newMillis, moved);
  }

  /// Writes `state.json`.
  ///
  /// @throws IOException if it cannot be written
  public void write(Path file) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("step", step).put("tokens", tokens).put("trainedMillis", trainedMillis);
    ObjectNode all = node.putObject("cursors");
    cursors.forEach((stage, cursor) -> {
      ObjectNode one = all.putObject(stage).put("next", cursor.next());
      one.set("carried", JSON.valueToTree(cursor.carried()));
    });
    Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node));
  }

  /// Reads a `state.json`.
  ///
  /// @throws IOException if it cannot be read
  public static RunState read(Path file) throws IOException {
    JsonNode node = JSON.readTree(Files.readAllBytes(file));
    Map<String, Cursor> cursors = new TreeMap<>();
    for (var field : node.path("cursors").properties()) {
      List<Long> carried = new ArrayList<>();
      field.getValue().path("carried").forEach(index -> carried.add(index.asLong()));
      cursors.put(field.getKey(), new Cursor(field.getValue().path("next").asLong(), carried));
    }
    return new RunState(
        node.path("step").asLong(),
        node.path("tokens").asLong(),
        node.path("trainedMillis").asLong(),
        cursors);
  }
}
