// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/// What is told of an import's way, by a clock that the test moves.
class ImportProgressTest {
  private static final long SECOND = 1_000_000_000L;
  private final StringWriter out = new StringWriter();
  private long now = 7 * SECOND;

  private ImportProgress progress(boolean terminal) {
    return new ImportProgress(new PrintWriter(out), terminal, () -> now);
  }

  @Test
  void aPipeGetsALineForEachTenthWithBytesSpeedAndTimeLeft() {
    ImportProgress progress = progress(false);
    LongConsumer told = progress.begin(1_000_000_000, 0);
    for (int i = 0; i < 100; i++) {
      now += SECOND;
      told.accept(10_000_000);
    }
    String[] lines = out.toString().split("\n", -1);
    assertEquals("import: writing 1,000 MB", lines[0]);
    assertEquals("import:  10 %  100 of 1,000 MB  10.0 MB/s  2 min left", lines[1]);
    assertEquals("import:  50 %  500 of 1,000 MB  10.0 MB/s  50 s left", lines[5]);
    assertEquals("import: 100 %  1,000 of 1,000 MB  10.0 MB/s", lines[10]);
    assertEquals(12, lines.length, out.toString());
    assertFalse(out.toString().contains("\r"));
  }

  @Test
  void whatAnEarlierRunHasWrittenIsNoSpeed() {
    ImportProgress progress = progress(false);
    LongConsumer told = progress.begin(100_000_000, 80_000_000);
    now += 10 * SECOND;
    told.accept(10_000_000);
    assertTrue(out.toString().contains("80 MB of 100 MB are written already"), out.toString());
    assertTrue(out.toString().contains(" 90 %  90 of 100 MB  1.0 MB/s  10 s left"), out.toString());
  }

  @Test
  void aTerminalHasOneLineThatIsGoneAtTheEnd() {
    ImportProgress progress = progress(true);
    progress.choosing();
    LongConsumer told = progress.begin(8_000_000, 0);
    now += 2 * SECOND;
    told.accept(4_000_000);
    told.accept(1); // too soon for another drawing
    progress.checking();
    progress.close();
    assertFalse(out.toString().contains("\n"), "one line");
    String[] drawn = out.toString().split("\r", -1);
    assertTrue(
        drawn[3].startsWith("import: ############------------  50 %  4.0 of 8.0 MB"), drawn[3]);
    assertTrue(drawn[3].stripTrailing().endsWith("2.0 MB/s  2 s left"), drawn[3]);
    assertTrue(drawn[4].startsWith("import: checking"), drawn[4]);
    assertTrue(drawn[4].length() >= drawn[3].stripTrailing().length(), "nothing of it stays");
    assertTrue(drawn[5].isBlank() && drawn[6].isEmpty(), out.toString());
  }
}
