// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// On the gathered data, where it stands (`HOB_DATA`); skipped elsewhere.
class SharedDataTest {
  @Test
  void showsSamplesOfEveryFamily() {
    String data = System.getenv("HOB_DATA");
    Assumptions.assumeTrue(
        data != null && Files.isDirectory(Path.of(data)), "HOB_DATA names no data folder");
    long start = System.nanoTime();
    Sources sources =
        Sources.open(
            Path.of(data),
            new ByteEncoder(),
            new SourceOptions(7, 2048, 0.05, SourceOptions.Split.TRAIN));
    System.out.printf("opened in %.1f s%n", (System.nanoTime() - start) / 1e9);
    for (String family : sources.families()) {
      ExampleSource source = sources.family(family, 0.2f);
      for (int i = 0; i < 3; i++) {
        assertTrue(source.at(i).tokens().length > 1);
      }
      if (!Sources.TEXTS.contains(family)) {
        for (int i = 0; i < 12; i++) {
          System.out.println(sources.tasks(family).at(i).show());
        }
      }
    }
  }
}
