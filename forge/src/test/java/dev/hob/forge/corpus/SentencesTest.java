// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentencesTest {
  @Test
  void splitsAtEndSignsButNotAfterTitlesAndInitials() {
    assertEquals(
        List.of("Ask Dr. Berg or J. Stone.", "\"Is it late?\" he said.", "No line", "two!"),
        Sentences.split("Ask Dr. Berg or J. Stone. “Is it late?” he said.\nNo line\ntwo!"));
  }

  @Test
  void takesOnlyWellWrittenSentencesForClean() {
    assertTrue(Sentences.clean("The bridge was closed, and it's open again.", 4, 40));
    for (String odd :
        List.of(
            "the bridge was closed.",
            "The bridge was closed",
            "The bridge was closed ,and open.",
            "The bridge -- was it closed?",
            "The bridge (was it closed?",
            "The \"bridge was closed.",
            "Um, the bridge, uh, was closed.",
            "Too few.")) {
      assertFalse(Sentences.clean(odd, 4, 40), odd);
    }
  }
}
