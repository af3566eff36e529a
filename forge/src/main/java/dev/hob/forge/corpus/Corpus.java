// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/// One folder of training text. Immutable; every reading opens its files anew.
///
/// A *set* is a name such as `prose-talk`: the file of that name and its numbered parts
/// (`prose-talk-1`, `prose-talk-2`), with the ending `.jsonl` or `.jsonl.xz`. A set that is not
/// there has no rows; who needs it asks [#has] and says what is missing.
public final class Corpus {
  private static final ObjectReader JSON = new ObjectMapper().reader();

  private final Path folder;

  /// Opens a data folder.
  ///
  /// @throws CorpusException `folder` is no folder
  public Corpus(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CorpusException(folder, "no such data folder; name one with --data", null);
    }
    this.folder = folder;
  }

  /// The folder given.
  public Path folder() {
    return folder;
  }

  /// The folder of development rows (`dev`), never trained on; may be absent.
  public Path devFolder() {
    return folder.resolve("dev");
  }

  /// Whether at least one file of the set stands in the folder.
  public boolean has(String set) {
    return !files(set).isEmpty();
  }

  /// The files of a set in the order of their names.
  public List<Path> files(String set) {
    List<Path> found = new ArrayList<>();
    for (Path file : list(folder)) {
      if (stem(file).replaceFirst("-[0-9]+$", "").equals(set)) {
        found.add(file);
      }
    }
    return found;
  }

  /// Hands every row of a set to `rows`, file by file.
  ///
  /// @throws CorpusException a file cannot be read or a line is no JSON object
  public void read(String set, Consumer<JsonNode> rows) {
    for (Path file : files(set)) {
      readFile(file, rows);
    }
  }

  /// All `.jsonl` and `.jsonl.xz` files of a folder by name; none if it does not exist.
  public static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> !stem(f).isEmpty()).sorted().toList();
    } catch (IOException e) {
      throw new CorpusException(folder, "cannot be listed", e);
    }
  }

  /// Hands every row of one file to `rows`. Empty lines are passed over.
  ///
  /// @throws CorpusException the file cannot be read or a line is no JSON object
  public static void readFile(Path file, Consumer<JsonNode> rows) {
    long number = 0;
    try (BufferedReader lines = open(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          rows.accept(parse(file, number, line));
        }
      }
    } catch (IOException e) {
      throw new CorpusException(file, number + 1, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static JsonNode parse(Path file, long number, String line) {
    JsonNode row;
    try {
      row = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new CorpusException(file, number, "no JSON: " + e.getOriginalMessage(), e);
    }
    if (!row.isObject()) {
      throw new CorpusException(file, number, "a row must be a JSON object", null);
    }
    return row;
  }

  private static BufferedReader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    try {
      InputStream text = file.toString().endsWith(".xz") ? new XZInputStream(in) : in;
      return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /// File name without its ending; empty if the ending is another one.
  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    for (String ending : List.of(".jsonl.xz", ".jsonl")) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return "";
  }
}
