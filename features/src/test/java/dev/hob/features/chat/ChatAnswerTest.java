// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatAnswerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "They are here.",
        "  They are here.\n",
        "\"They are here.\"",
        "“They are here.”",
        "Here is the corrected sentence:\n\nThey are here.",
        "Sure! Here you go:\nThey are here.",
        "Corrected sentence: They are here.",
        "**Rewritten version:** They are here.",
        "```\nThey are here.\n```",
        "```text\nThey are here.\n```\nI changed one word.",
        "They are here.\n\nNote: I changed one word."
      })
  void aLineComesWithoutItsWrapping(String answer) {
    assertEquals("They are here.", ChatAnswer.line(answer, "They is here."));
  }

  @Test
  void whatTheSentenceHasItselfStays() {
    assertEquals("\"Yes.\"", ChatAnswer.line("\"Yes.\"", "\"Yess.\""));
    assertEquals("Note: it rains.", ChatAnswer.line("Note: it rains.", "Note: it rain."));
    assertEquals("Sure, at 10:", ChatAnswer.line("Sure, at 10:", "Sure, at 10:"));
    assertEquals("", ChatAnswer.line("  \n", "x"));
  }

  @Test
  void linesAreKept() {
    assertEquals(
        "[1] One.\n[2] Two.", ChatAnswer.body("Here is the summary:\n\n[1] One.\n[2] Two."));
  }
}
