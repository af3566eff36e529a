// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.forge.corpus.CorpusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HobShardTest {
  private static final HobShard.About ABOUT = new HobShard.About("sha256:00", "mix", 5);

  @TempDir private Path folder;

  @Test
  void readsBackWhatWasWritten() throws IOException {
    ExampleSource mix = Fixture.open(new ByteEncoder(), 1500).stage(Stage.MIX);
    Path file = folder.resolve("0000.hobshard.xz");
    long tokens = HobShard.write(file, ABOUT, mix, 40, 120);
    HobShard.Contents read = HobShard.read(file);
    assertEquals(ABOUT, read.about());
    assertEquals(120, read.examples().size());
    long sum = 0;
    for (int i = 0; i < 120; i++) {
      Example wanted = mix.at(40 + i);
      Example found = read.examples().get(i);
      assertArrayEquals(wanted.tokens(), found.tokens());
      assertArrayEquals(wanted.lossWeights(), found.lossWeights());
      assertEquals(wanted.family(), found.family());
      sum += found.tokens().length;
    }
    assertEquals(tokens, sum);
    assertFalse(Files.exists(folder.resolve("0000.hobshard.xz.part")));
  }

  @Test
  void refusesAShardThatIsCutShortOrChanged() throws IOException {
    ExampleSource drills = Fixture.open(new ByteEncoder(), 1500).stage(Stage.WARM);
    Path file = folder.resolve("a.hobshard.xz");
    HobShard.write(file, ABOUT, drills, 0, 10);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, 12, whole.length / 2, whole.length - 1}) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThrows(CorpusException.class, () -> HobShard.read(cut), "cut to " + length);
    }
    for (int at = 30; at < whole.length - 30; at += 211) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      Path flipped = Files.write(folder.resolve("flipped"), changed);
      CorpusException thrown =
          assertThrows(CorpusException.class, () -> HobShard.read(flipped), "bit at " + at);
      assertTrue(String.valueOf(thrown.getMessage()).contains("flipped"));
    }
  }
}
