// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.testing.PageCache;
import dev.hob.engine.testing.WatchedChannel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargePagesTest {
  private static final int PIECE = LargePages.BYTES;

  @TempDir private Path folder;

  private static byte[] random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private Path written(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("small-pieces"), bytes);
  }

  private static FileChannel fresh(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /// Hands `bytes` over in sizes of all kinds, in all ways.
  private static void write(LargePageOutput out, byte[] bytes, long seed) throws IOException {
    Random random = new Random(seed);
    for (int at = 0; at < bytes.length; ) {
      int most = random.nextInt(4) == 0 ? 3 * PIECE : random.nextInt(2) == 0 ? 100_000 : 7;
      int count = Math.min(bytes.length - at, random.nextInt(most));
      switch (random.nextInt(3)) {
        case 0 -> out.write(bytes, at, count);
        case 1 -> out.write(MemorySegment.ofArray(bytes).asSlice(at, count));
        default -> {
          count = Math.min(count, 100);
          for (int i = 0; i < count; i++) {
            out.write(bytes[at + i]);
          }
        }
      }
      at += count;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void piecesGoOutWholeAndAlignedWhateverSizesComeIn(long seed) throws IOException {
    byte[] bytes = random(seed, (int) seed * PIECE + new Random(seed).nextInt(PIECE));
    Path file = folder.resolve("file");
    WatchedChannel watched = new WatchedChannel(fresh(file));

    try (LargePageOutput out = new LargePageOutput(watched)) {
      write(out, bytes, seed);
    }

    List<WatchedChannel.Write> wanted = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += PIECE) {
      wanted.add(new WatchedChannel.Write(at, Math.min(PIECE, bytes.length - at)));
    }
    assertEquals(wanted, watched.writes(), "seed " + seed);
    assertArrayEquals(bytes, Files.readAllBytes(file), "seed " + seed);
  }

  @Test
  void whatADiskThatFilledUpTookIsNotWrittenAgainByClosing() throws IOException {
    byte[] bytes = random(12, PIECE + 1);
    Path file = folder.resolve("file");
    WatchedChannel full =
        new WatchedChannel(fresh(file)) {
          private int calls;

          @Override
          public int write(ByteBuffer from) throws IOException {
            return switch (++calls) {
              case 1 -> {
                int taken = super.write(from.slice(0, PIECE / 2));
                from.position(taken);
                yield taken;
              }
              case 2 -> throw new IOException("No space left on device");
              default -> super.write(from); // somebody has made room
            };
          }
        };

    LargePageOutput out = new LargePageOutput(full);
    assertThrows(IOException.class, () -> out.write(bytes));
    out.close();

    assertEquals(List.of(new WatchedChannel.Write(0, PIECE / 2)), full.writes());
    assertArrayEquals(Arrays.copyOf(bytes, PIECE / 2), Files.readAllBytes(file));
  }

  @Test
  void aFileWrittenLittleByLittleLiesInLargePages() throws IOException {
    PageCache.assumeLargePages(folder);
    Path file = folder.resolve("file");

    try (LargePageOutput out = LargePageOutput.open(file)) {
      write(out, random(5, 4 * PIECE + 12_345), 5);
    }

    PageCache.assertInLargePages(file, folder);
  }

  @Test
  void aFileThatIsReplacedByAShorterOneHoldsNothingOfIt() throws IOException {
    Path file = written(random(6, 300_000));

    try (LargePageOutput out = LargePageOutput.open(file)) {
      out.write(new byte[] {1, 2, 3});
      out.sync();
    }

    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
  }

  @Test
  void aCopyLiesInLargePagesAndKeepsContentAndPermissions() throws IOException {
    PageCache.assumeLargePages(folder);
    byte[] bytes = random(7, 2 * PIECE + 1);
    Path from = written(bytes);
    Files.setPosixFilePermissions(from, PosixFilePermissions.fromString("r--r--r--"));
    Path to = folder.resolve("copy");
    LargePageOutput.copy(from, to);

    LargePageOutput.copy(from, to); // over one that may not be written

    assertArrayEquals(bytes, Files.readAllBytes(to));
    assertEquals(Files.getPosixFilePermissions(from), Files.getPosixFilePermissions(to));
    PageCache.assertInLargePages(to, folder);
  }

  @Test
  void placesThatWereZeroedFirstStayInLargePagesThoughFilledInAnyOrder() throws IOException {
    PageCache.assumeLargePages(folder);
    byte[] bytes = random(8, 3 * PIECE + 4097);
    Path file = folder.resolve("file");
    try (FileChannel out = fresh(file)) {
      out.write(ByteBuffer.allocate(1), bytes.length - 1);
      int border = PIECE + 4321; // two neighbours, one made ready after the other was written
      for (int[] part : new int[][] {{0, border}, {border, bytes.length}}) {
        LargePages.zero(out, part[0], part[1]);
        Random random = new Random(8);
        List<Integer> starts = new ArrayList<>();
        for (int at = part[0]; at < part[1]; at += 50_000) {
          starts.add(at);
        }
        Collections.shuffle(starts, random);
        for (int at : starts) {
          int count = Math.min(50_000, part[1] - at);
          out.write(ByteBuffer.wrap(bytes, at, count), at);
        }
      }
    }

    assertArrayEquals(bytes, Files.readAllBytes(file));
    PageCache.assertInLargePages(file, folder);
  }

  @Test
  void zeroingTouchesNothingThatBeginsBefore() throws IOException {
    byte[] bytes = random(9, 3 * PIECE);
    Path file = written(bytes);

    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      LargePages.zero(out, PIECE + 1, 2 * PIECE);
      LargePages.zero(out, 2 * PIECE - 1, 2 * PIECE - 1);
    }
    assertArrayEquals(bytes, Files.readAllBytes(file));

    try (WatchedChannel out =
        new WatchedChannel(FileChannel.open(file, StandardOpenOption.WRITE))) {
      LargePages.zero(out, PIECE + 1, 2 * PIECE + 1);
      assertEquals(List.of(new WatchedChannel.Write(2 * PIECE, PIECE)), out.writes());
    }
    Arrays.fill(bytes, 2 * PIECE, 3 * PIECE, (byte) 0);
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @Test
  void aMappedFileThatWasNotInMemoryComesThereInLargePages() throws IOException {
    PageCache.assumeLargePages(folder);
    byte[] bytes = random(10, 8 * PIECE + 100);
    Path file = written(bytes);
    PageCache.forget(file);

    try (MappedFile mapped = MappedFile.map(file, new Ledger(), Ledger.Owner.BASE)) {
      assertEquals(0, mapped.bytes().address() % PIECE);
      assertArrayEquals(bytes, mapped.bytes().toArray(ValueLayout.JAVA_BYTE));
      PageCache.assertInLargePages(file, PageCache.largePages(file), folder);
    }
  }

  @Test
  void whoIsAheadOfAReaderNeverHoldsMoreThanAPiece() throws IOException {
    PageCache.assumeLargePages(folder);
    Path file = written(random(11, 4 * PIECE + 1));
    PageCache.forget(file);

    try (FileChannel in = FileChannel.open(file);
        LargePageReader ahead = LargePageReader.of(in)) {
      for (long at = 0; at <= in.size(); at += 1 << 18) {
        ahead.before(at);
        assertTrue(PageCache.largePages(file) <= PIECE);
      }
    }

    PageCache.assertInLargePages(file, folder);
  }
}
