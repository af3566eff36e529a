// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/// Counts the pieces of a sample of the training files: 40 % prose, 30 % dialogue, 30 % task text.
public final class TrainingText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> NAMES = Set.of("id", "kind", "source", "key", "form", "code");

  private enum Group {
    PROSE(0.4),
    DIALOGUE(0.3),
    TASK(0.3);

    private final double share;

    Group(double share) {
      this.share = share;
    }

    static Group of(String file) {
      if (file.startsWith("prose-")) {
        return PROSE;
      }
      return file.startsWith("dialogue-") ? DIALOGUE : TASK;
    }
  }

  private final Path data;
  private final long bytes;
  private final SortedMap<String, Long> pieces = new TreeMap<>();

  private TrainingText(Path data, long bytes) {
    this.data = data;
    this.bytes = bytes;
  }

  /// Counts pieces.
  ///
  /// @param data folder of `*.jsonl.xz` files; sub-folders (development sets) are not read
  /// @param bytes size of the sample
  /// @param seed chooses the rows
  /// @throws IOException if a file cannot be read
  public static SortedMap<String, Long> count(Path data, long bytes, long seed) throws IOException {
    TrainingText text = new TrainingText(data, bytes);
    List<Path> files;
    try (Stream<Path> listed = Files.list(data)) {
      files = listed.filter(TrainingText::isText).sorted().toList();
    }
    for (Group group : Group.values()) {
      List<Path> own =
          files.stream().filter(f -> Group.of(f.getFileName().toString()) == group).toList();
      for (Path file : own) {
        text.read(file, text.share(group, file, own), new SplittableRandom(seed));
      }
    }
    return text.pieces;
  }

  /// Word lists are no text: their rare words would take merges from the common ones.
  private static boolean isText(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jsonl.xz") && !name.startsWith("lists-");
  }

  /// A file's part of its group is its compressed size's part.
  private long share(Group group, Path file, List<Path> own) throws IOException {
    long all = 0;
    for (Path other : own) {
      all += Files.size(other);
    }
    return (long) (bytes * group.share * Files.size(file) / all);
  }

  private void read(Path file, long wanted, SplittableRandom random) throws IOException {
    // Text is about 3.5 times its compressed size; each row is kept with the chance that fits.
    double keep = Math.min(1, wanted / (3.5 * Files.size(data.resolve(file.getFileName()))));
    long left = wanted;
    try (InputStream in = new XZInputStream(Files.newInputStream(file));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null && left > 0; line = lines.readLine()) {
        if (random.nextDouble() < keep) {
          left -= add(JSON.readTree(line), "");
        }
      }
    }
  }

  private long add(JsonNode node, String name) {
    if (node.isTextual() && !NAMES.contains(name)) {
      String text = node.asText();
      // Values in prompts begin with one space.
      String spaced = text.startsWith(" ") ? text : " " + text;
      PreSplit.split(spaced).forEach(piece -> pieces.merge(piece, 1L, Long::sum));
      return text.length();
    }
    long size = 0;
    if (node.isObject()) {
      for (var field : node.properties()) {
        size += add(field.getValue(), field.getKey());
      }
    }
    for (JsonNode item : node.isArray() ? node : List.<JsonNode>of()) {
      size += add(item, name);
    }
    return size;
  }
}
