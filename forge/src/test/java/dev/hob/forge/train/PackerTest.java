// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.forge.shard.Example;
import dev.hob.forge.shard.ExampleSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackerTest {
  /// Each token is its example's number, so that it can be found again.
  private static ExampleSource numbered(String family, int longest) {
    return index -> {
      int[] tokens = new int[4 + new SplittableRandom(index).nextInt(longest)];
      Arrays.fill(tokens, (int) index + 1);
      float[] weights = new float[tokens.length];
      Arrays.fill(weights, 1, tokens.length, 0.5f);
      return new Example(tokens, weights, family);
    };
  }

  @Test
  void noTaskIsCutLostOrUsedTwice() {
    ExampleSource source = numbered("digest", 60);
    Packer packer = new Packer(source, 4, 64);
    Set<Integer> seen = new HashSet<>();
    Cursor cursor = Cursor.START;
    for (int batches = 0; batches < 50; batches++) {
      Packer.Packed packed = packer.pack(cursor);
      Batch batch = packed.batch();
      for (int i = 0; i < batch.tokens().length; ) {
        int number = batch.tokens()[i];
        int size = number == 0 ? 1 : source.at(number - 1).tokens().length;
        assertTrue(number == 0 || seen.add(number), "twice: " + number);
        for (int k = 0; k < size && number != 0; k++) {
          assertEquals(number, batch.tokens()[i + k]);
          assertEquals(i % 64, batch.starts()[i + k]);
        }
        i += size;
      }
      cursor = packed.next();
    }
    for (long index = 0; index < cursor.next(); index++) {
      boolean tooLong = source.at(index).tokens().length > 64;
      assertTrue(
          tooLong || seen.contains((int) index + 1) || cursor.carried().contains(index),
          "lost: " + index);
    }
  }

  @Test
  void aCursorAlwaysGivesTheSameBatch() {
    Packer packer = new Packer(numbered("digest", 60), 4, 64);
    Cursor later = packer.pack(packer.pack(Cursor.START).next()).next();
    assertArrayEquals(packer.pack(later).batch().tokens(), packer.pack(later).batch().tokens());
  }

  @Test
  void runningTextFillsTheRows() {
    Batch batch = new Packer(numbered("prose-web", 90), 8, 128).pack(Cursor.START).batch();
    assertTrue(batch.filled() > 0.95 * 8 * 128, "filled " + batch.filled());
  }

  @Test
  void theLastTokenOfADocumentPredictsNothing() {
    Batch batch = new Packer(numbered("digest", 20), 1, 64).pack(Cursor.START).batch();
    for (int i = 0; i + 1 < 64; i++) {
      if (batch.tokens()[i] != batch.tokens()[i + 1] || batch.tokens()[i] == 0) {
        assertEquals(0, batch.weights()[i]);
      } else {
        assertEquals(0.5f, batch.weights()[i]);
        assertEquals(batch.tokens()[i + 1], batch.targets()[i]);
      }
    }
  }
}
