// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          420                       | 420
          PT7M                      | 420
          P1DT1H                    | 90000
          7 minutes                 | 420
          Seven minutes             | 420
          half an hour              | 1800
          an hour                   | 3600
          an hour and a half        | 5400
          one hour and a half       | 5400
          two hours and ten minutes | 7800
          1h 30m                    | 5400
          1.5 hours                 | 5400
          twenty-five seconds       | 25
          a week, two days          | 777600
          """)
  void areReadAsPeopleAndProgramsWriteThem(String text, long seconds) {
    assertEquals(OptionalLong.of(seconds), Durations.seconds(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "half", "minutes", "P", "PT", "7 minutes late", "at 7"})
  void otherTextsAreNone(String text) {
    assertTrue(Durations.seconds(text).isEmpty(), text);
  }

  @Test
  void areFoundInASentence() {
    assertEquals(
        Set.of(1800L, 45L),
        Durations.in("Wait half an hour, then stir it for 45 seconds; room 7m2 is 3 miles away."));
  }
}
