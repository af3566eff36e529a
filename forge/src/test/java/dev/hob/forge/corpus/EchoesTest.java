// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EchoesTest {
  @Test
  void hearsThreeWordsInARowOfADevelopmentRow(@TempDir Path dev) throws IOException {
    Files.writeString(
        dev.resolve("notify-batches.jsonl"),
        "{\"notifications\": [{\"summary\": \"Gate B opens late\", \"body\": \"Bring 2 chairs.\"}]}");
    Files.writeString(
        dev.resolve("act-hand.jsonl"), "{\"utterance\": \"Play the second song again\"}");
    Echoes echoes = Echoes.of(dev);
    assertTrue(echoes.in("gate b opens at {time}"));
    assertTrue(echoes.in("{person}: the second song, please"));
    assertFalse(echoes.in("gate {gate} opens late"), "a placeholder parts the run");
    assertFalse(echoes.in("chairs and the second table"));
  }

  @Test
  void hearsNothingWithoutADevelopmentFolder(@TempDir Path folder) {
    assertFalse(Echoes.of(folder.resolve("dev")).in("gate b opens late"));
  }
}
