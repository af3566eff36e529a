// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void quotesCodeHeadingsTablesAndSignaturesAreNoProse() {
    String text =
        """
        # Minutes

        Hi Anna,
        thanks for the notes. See below.

        > We do not agree.

        ```
        do not touch();
        ```
        | a | b |
            indented();
        - first item
          2. second item

        Best regards,
        Ivo Lang
        --
        Sent by a phone.
        """;
    assertEquals(
        List.of("Hi Anna,", "thanks for the notes.", "See below.", "first item", "second item"),
        Layout.parts(text).stream().map(part -> part.span().of(text)).toList());
  }

  @Test
  void aSentenceThatGoesOnOnTheNextLineIsNeitherOpenedNorClosedThere() {
    String text = "The room that you asked for is\nfree on Monday. Come by.";
    List<Layout.Part> parts = Layout.parts(text);
    assertEquals(3, parts.size());
    assertEquals(List.of(true, false, true), parts.stream().map(Layout.Part::opens).toList());
    assertEquals(List.of(false, true, true), parts.stream().map(Layout.Part::closes).toList());
  }

  @Test
  void anItemNeedsNoEndMark() {
    assertTrue(Layout.parts("- milk").stream().noneMatch(Layout.Part::closes));
  }

  @Test
  void aNameAloneOnTheLastLineIsNoSentence() {
    String text = "Room 4 is free\n\nAnna Berg\n";
    List<Layout.Part> parts = Layout.parts(text);
    assertEquals(List.of("Room 4 is free"), parts.stream().map(p -> p.span().of(text)).toList());
    assertEquals(1, Layout.parts("Anna").size(), "a text of one word is still a text");
  }
}
