// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFileTest {
  private static Map<String, TensorFile.Tensor> some() {
    return Map.of(
        "b", new TensorFile.Tensor(new long[] {2, 16}, values(32)),
        "a", new TensorFile.Tensor(new long[] {16}, values(16)));
  }

  private static float[] values(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void whatIsWrittenIsReadAndWritingItAgainGivesTheSameBytes(@TempDir Path folder)
      throws IOException {
    Path first = folder.resolve("1");
    Path second = folder.resolve("2");
    TensorFile.write(first, some(), Map.of("format", "pt"));
    var read = TensorFile.read(first);
    some()
        .forEach((name, t) ->
            assertArrayEquals(t.values(), Objects.requireNonNull(read.get(name)).values()));
    TensorFile.write(second, read, Map.of("format", "pt"));
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void dataStartsAtAMultipleOf64(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("t");
    TensorFile.write(file, some(), Map.of());
    byte[] bytes = Files.readAllBytes(file);
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, (8 + header) % 64);
  }

  @Test
  void halvesAreRoundedToNearest(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("t");
    TensorFile.write(file, some(), Map.of(), true);
    var read = TensorFile.read(file);
    some()
        .forEach((name, t) ->
            assertArrayEquals(
                t.values(), Objects.requireNonNull(read.get(name)).values(), 0.002f, name));
  }

  @Test
  void truncatedAndSenselessFilesAreRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("t");
    TensorFile.write(file, some(), Map.of());
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 4, 8, 100, whole.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThrows(IOException.class, () -> TensorFile.read(file), "length " + length);
    }
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
    Files.write(file, whole);
    IOException e = assertThrows(IOException.class, () -> TensorFile.read(file));
    assertTrue(String.valueOf(e.getMessage()).contains("header"), e.getMessage());
  }
}
