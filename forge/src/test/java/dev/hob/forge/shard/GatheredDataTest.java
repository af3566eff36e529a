// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.forge.corpus.Overlap;
import dev.hob.forge.generate.Piece;
import dev.hob.forge.generate.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// On the gathered data, where it stands (`HOB_DATA`); skipped elsewhere.
class GatheredDataTest {
  @Test
  void sharesNoRunOfWordsWithTheDevelopmentRows() {
    String data = System.getenv("HOB_DATA");
    Assumptions.assumeTrue(
        data != null && Files.isDirectory(Path.of(data)),
        "skipped: HOB_DATA names no folder of gathered data");
    Path folder = Path.of(data == null ? "" : data);
    Overlap held = Overlap.of(folder.resolve("dev"));
    assertTrue(held.size() > 0, "there are development rows");
    Sources sources =
        Sources.open(
            folder, new ByteEncoder(), new SourceOptions(7, 2048, 0.01, SourceOptions.Split.TRAIN));
    for (String family : List.of("digest", "proofread")) {
      for (int i = 0; i < 200; i++) {
        Task task = sources.tasks(family).at(i);
        for (Piece piece : task.answer()) {
          assertFalse(piece instanceof Piece.Text(String text) && held.touches(text), task.show());
        }
      }
    }
  }
}
