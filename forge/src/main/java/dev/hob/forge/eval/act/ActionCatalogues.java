// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.eval.row.Row;
import dev.hob.forge.eval.row.RowFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The actions that a row offers, where it does not list them itself: the catalogue row of its app
/// in the same file, else variant `v0` of that app in `act-catalogues` beside the file, one folder
/// up, or in the data folder. Rows of intents offer the labels of their file. Files are read when a
/// row first needs them. One thread.
public final class ActionCatalogues {
  private static final String FILE = "act-catalogues.jsonl";

  private final List<Path> rows;
  private final List<Path> folders;
  private @Nullable Map<String, List<Offered>> inFile;
  private @Nullable Map<String, List<Offered>> shared;
  private @Nullable List<Offered> labels;

  private ActionCatalogues(List<Path> rows, List<Path> folders) {
    this.rows = List.copyOf(rows);
    this.folders = List.copyOf(folders);
  }

  /// No catalogue but the rows' own.
  public static ActionCatalogues none() {
    return new ActionCatalogues(List.of(), List.of());
  }

  /// @param file with the rows to score
  /// @param data the data folder, where one is known
  public static ActionCatalogues beside(Path file, Optional<Path> data) {
    List<Path> folders = new ArrayList<>();
    for (Path folder = file.toAbsolutePath().getParent();
        folder != null && folders.size() < 2;
        folder = folder.getParent()) {
      folders.add(folder);
    }
    data.ifPresent(folder -> folders.addAll(List.of(folder.resolve("dev"), folder)));
    return new ActionCatalogues(List.of(file), folders);
  }

  /// @throws dev.hob.forge.eval.EvalException neither the row nor any catalogue tells its actions
  List<Offered> of(Row row) {
    if (row.has("/actions")) {
      return Offered.all(row, "/actions");
    }
    if (row.json().has("label")) {
      return labels();
    }
    String app = row.text("/app");
    return Stream.of(inFile(), shared())
        .map(catalogues -> catalogues.get(app))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() ->
            row.bad(
                "/actions",
                "a list, or a catalogue row of app \"" + app + "\"",
                row.json().path("actions")));
  }

  private Map<String, List<Offered>> inFile() {
    if (inFile == null) {
      inFile = catalogues(rows);
    }
    return inFile;
  }

  private Map<String, List<Offered>> shared() {
    if (shared == null) {
      shared =
          catalogues(
              folders.stream()
                  .flatMap(folder -> Stream.of(folder.resolve(FILE), folder.resolve(FILE + ".xz")))
                  .filter(Files::isRegularFile)
                  .toList());
    }
    return shared;
  }

  /// By app; the first one found of each. Of several variants only `v0` counts.
  private static Map<String, List<Offered>> catalogues(List<Path> files) {
    Map<String, List<Offered>> catalogues = new TreeMap<>();
    for (Path file : files) {
      for (Row row : RowFile.read(file, ActionCatalogues::isPlain, Integer.MAX_VALUE).rows()) {
        catalogues.putIfAbsent(row.text("/app"), Offered.all(row, "/actions"));
      }
    }
    return catalogues;
  }

  private static boolean isPlain(Row row) {
    return row.json().path("kind").asText().equals("catalogue")
        && row.json().path("variant").asText("v0").equals("v0");
  }

  private List<Offered> labels() {
    if (labels == null) {
      labels = labels(rows);
    }
    return labels;
  }

  /// An action a label: its name, and its slots as texts that nobody needs to give.
  private static List<Offered> labels(List<Path> files) {
    SortedMap<String, SortedSet<String>> slots = new TreeMap<>();
    for (Path file : files) {
      for (Row row : RowFile.read(file, r -> r.has("/label"), Integer.MAX_VALUE).rows()) {
        SortedSet<String> names = slots.computeIfAbsent(row.text("/label"), l -> new TreeSet<>());
        row.listIfAny("/slots").forEach(slot -> names.add(slot.path("name").asText()));
      }
    }
    List<Offered> actions = new ArrayList<>();
    slots.forEach((label, names) -> actions.add(action(label, names)));
    return List.copyOf(actions);
  }

  private static Offered action(String label, SortedSet<String> slots) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", label).put("description", label.replaceAll("[^A-Za-z0-9]+", " "));
    ObjectNode parameters = json.putObject("parameters").put("type", "object");
    ObjectNode properties = parameters.putObject("properties");
    slots.forEach(slot -> properties.putObject(slot).put("type", "string"));
    return new Offered(label, json.path("description").asText(), parameters, json);
  }
}
