// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.engine.testing.PageCache;
import dev.hob.engine.testing.WatchedChannel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestsTest {
  @TempDir private Path folder;

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 262_145, 2 << 20, (6 << 20) + 77})
  void theDigestIsTheStandardsWhateverTheSize(int size)
      throws IOException, NoSuchAlgorithmException {
    byte[] bytes = bytes(size);
    Path file = Files.write(folder.resolve("weights"), bytes);

    Digests.FileDigest digest = Digests.file(file);

    assertEquals(size, digest.bytes());
    assertEquals(
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)),
        digest.sha256());
  }

  @Test
  void whoHashesAFileFirstLeavesItInLargePages() throws IOException {
    PageCache.assumeLargePages(folder);
    Path file = Files.write(folder.resolve("weights"), bytes((8 << 20) + 77));
    PageCache.forget(file);

    Digests.file(file);

    PageCache.assertInLargePages(file, folder);
  }

  /// Reading it through a mapping would end the process.
  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20, (2 << 20) + 5, 5 << 20})
  void aFileThatIsCutShortWhileItIsHashedIsCorrupt(long left) throws IOException {
    Path file = Files.write(folder.resolve("weights"), bytes(8 << 20));
    FileChannel real = FileChannel.open(file, StandardOpenOption.READ);
    try (WatchedChannel cut =
        new WatchedChannel(real) {
          private int reads;

          @Override
          protected void beforeRead() throws IOException {
            if (++reads == 2) {
              try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
                other.truncate(left);
              }
            }
          }
        }) {
      CorruptBundleException e =
          assertThrows(CorruptBundleException.class, () -> Digests.file(cut, "weights"));

      assertEquals("weights", e.file());
      assertEquals(Math.max(left, 1 << 18), e.offset()); // the first piece was read before
    }
  }
}
