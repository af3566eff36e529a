// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OverlapTest {
  private static final String RUN =
      "red kettle on the third shelf was sold to a collector from the";
  private final Overlap held = Overlap.of(Path.of("src/test/resources/data/dev"));

  @Test
  void findsThirteenWordsInARowWhateverTheirCaseAndSigns() {
    assertTrue(held.touches("Once the " + RUN + " south."));
    assertTrue(
        held.touches("Well, RED Kettle; on the third (shelf) was sold to a collector from the!"));
  }

  @Test
  void leavesTwelveWordsInARowAlone() {
    assertFalse(held.touches("Once the blue " + RUN.substring(RUN.indexOf(' ') + 1) + " south."));
  }

  @Test
  void findsAWholeShortRowButNotAVeryShortOne() {
    assertTrue(held.touches("there are two of them left"));
    assertFalse(held.touches("there are two of them"));
    assertFalse(held.touches("prose"));
  }

  @Test
  void holdsNothingWithoutAFolder() {
    assertFalse(Overlap.of(Path.of("absent")).touches(RUN));
    assertFalse(Overlap.none().touches(RUN));
  }
}
