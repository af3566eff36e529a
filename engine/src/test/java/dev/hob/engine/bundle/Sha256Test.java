// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.engine.kernel.c.CBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  private static final long SEED = Long.getLong("hob.seed", 1L);

  @Test
  void theStandardsOwnMessagesHaveTheirDigests() {
    assumeTrue(CBytes.hashes(), "no instructions for SHA-256, or no C kernels");
    for (Sha256 hash : List.of(new Sha256.InC(), new Sha256.InJava())) {
      hash.update(MemorySegment.ofArray("abc".getBytes(StandardCharsets.US_ASCII)));
      assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash.hex());
    }
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", new Sha256.InC().hex());
  }

  @Test
  void manyPiecesOfAnyLengthFromHeapAndBesideItAreOneMessage() throws NoSuchAlgorithmException {
    assumeTrue(CBytes.hashes(), "no instructions for SHA-256, or no C kernels");
    Random random = new Random(SEED);
    for (int round = 0; round < 400; round++) {
      byte[] message = new byte[random.nextInt(random.nextInt(10) == 0 ? 200_000 : 400)];
      random.nextBytes(message);
      byte[] expected = MessageDigest.getInstance("SHA-256").digest(message);
      Sha256.InC c = new Sha256.InC();
      Sha256.InJava java = new Sha256.InJava();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment beside = arena.allocate(message.length + 1L).asSlice(1);
        MemorySegment.copy(MemorySegment.ofArray(message), 0, beside, 0, message.length);
        for (int at = 0; at < message.length; ) {
          int most = random.nextBoolean() ? 70 : message.length;
          int count = Math.min(message.length - at, random.nextInt(most + 1));
          MemorySegment from = random.nextBoolean() ? beside : MemorySegment.ofArray(message);
          c.update(from.asSlice(at, count));
          java.update(from.asSlice(at, count));
          at += count;
        }
      }
      assertArrayEquals(expected, c.end(), "seed " + SEED + " round " + round);
      assertArrayEquals(expected, java.end(), "seed " + SEED + " round " + round);
    }
  }

  @Test
  void aFilesDigestIsThatOfItsBytes(@TempDir Path folder)
      throws IOException, NoSuchAlgorithmException {
    Random random = new Random(SEED + 1);
    for (int size : new int[] {0, 1, 64, 4097, 1 << 20, (3 << 20) + 77}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      Path file = Files.write(folder.resolve("file"), bytes);
      String expected =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));

      assertEquals(new Digests.FileDigest(size, expected), Digests.file(file));
      int half = size / 2;
      assertEquals(
          "sha256:" + expected,
          Digests.of(
              MemorySegment.ofArray(Arrays.copyOf(bytes, half)),
              MemorySegment.ofArray(Arrays.copyOfRange(bytes, half, size))));
    }
  }

  @Test
  void littleIsHashedInJava() {
    assertInstanceOf(Sha256.InJava.class, Sha256.start(1000));
  }
}
