// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrillsTest {
  private final Drills drills =
      new Drills(
          2,
          new WordPool(
              List.of("river", "stone", "lamp", "green", "walk", "seven", "often", "cup"),
              List.of("Anna", "Omar", "Berg"),
              List.of("The lamp is green.", "We often walk along the river.")));

  @Test
  void hasTheAnswerInThePromptWordForWord() {
    Map<String, Integer> kinds = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      Task task = drills.at(i);
      kinds.merge(task.family(), 1, Integer::sum);
      String prompt = Piece.show(task.prompt());
      for (Piece piece : task.answer()) {
        if (piece instanceof Piece.Text(String answer) && !task.template().equals("drop")) {
          assertTrue(prompt.contains(answer), task.show());
        }
      }
      assertEquals(new Piece.Special("eos"), task.answer().getLast());
    }
    assertEquals(7, kinds.size(), kinds.toString());
  }

  @Test
  void dropsExactlyTheWordAskedFor() {
    for (int i = 0; i < 2000; i++) {
      Task task = drills.at(i);
      if (task.template().equals("drop")) {
        String[] asked = Piece.show(task.prompt()).split("<\\|[^|]*\\|>", -1);
        String dropped = asked[3].replace(" drop ", "");
        String answer = Piece.show(task.answer()).replace("<|eos|>", "");
        assertEquals((asked[4] + " ").replace(" " + dropped + " ", " ").strip(), answer.strip());
      }
    }
  }
}
