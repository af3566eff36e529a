// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.engine.constrain.TokenConstraint;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CopiedTextTest {
  @Test
  void fourInFiveTokensAreThePromptsOwn() {
    CopiedText made = CopiedText.of(5, 8192, 400, 20_000);
    int copied = 0;
    for (int i = 0; i < made.text().length; i++) {
      copied += made.text()[i] == made.prompt()[i % 400] ? 1 : 0;
    }
    assertEquals(0.8, copied / 20_000.0, 0.01);
  }

  @Test
  void theSameSeedGivesTheSameText() {
    assertArrayEquals(CopiedText.of(9, 100, 10, 20).text(), CopiedText.of(9, 100, 10, 20).text());
  }

  @Test
  void theScriptAllowsTheNextTokenAlone() {
    CopiedText made = new CopiedText(new int[] {1}, new int[] {2, 0});
    TokenConstraint.State state = made.script().begin();
    for (int expected : made.text()) {
      float[] logits = {0.5f, 0.25f, -3};
      float kept = logits[expected];
      state.apply(logits);
      float[] only = new float[3];
      Arrays.fill(only, Float.NEGATIVE_INFINITY);
      only[expected] = kept;
      assertArrayEquals(only, logits);
      state.accept(expected);
    }
  }
}
