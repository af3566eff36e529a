// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThoughtsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "Hello, you.|Hello, you.",
        "<think>one two</think>Hello|Hello",
        "<think></think> \\n Hello <think>|Hello <think>",
        "  <think>a</think><think>b</think>x|x",
        "<thin air|<thin air",
        "<thi|<thi",
        "<think>never ends|''",
        "' leading'|leading"
      })
  void thoughtsInFrontAreTakenOffHoweverThePiecesCome(String written, String said) {
    String text = written.replace("\\n", "\n");
    for (int step = 1; step <= text.length(); step++) {
      Thoughts thoughts = new Thoughts();
      StringBuilder out = new StringBuilder();
      for (int at = 0; at < text.length(); at += step) {
        out.append(thoughts.add(text.substring(at, Math.min(text.length(), at + step))));
      }
      assertEquals(said, out + thoughts.finish(), "pieces of " + step);
    }
  }
}
