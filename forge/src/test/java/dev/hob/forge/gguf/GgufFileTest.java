// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.memory.Ledger;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written is read again; what is wrong is refused by name.
class GgufFileTest {
  @TempDir Path folder;
  private final Ledger ledger = new Ledger();

  static GgufWriter small() {
    Random random = new Random(3);
    GgufWriter writer =
        new GgufWriter()
            .text("general.architecture", "llama")
            .u32("llama.block_count", 2)
            .f32("llama.rope.freq_base", 10000f)
            .truth("tokenizer.ggml.add_bos_token", true)
            .texts("tokenizer.ggml.tokens", List.of("a", "ü", "▁the"))
            .i32s("tokenizer.ggml.token_type", 1, 2, 3)
            .f32s("tokenizer.ggml.scores", -1f, 0.5f, 2f);
    for (GgmlType type : GgmlType.values()) {
      writer.tensor(
          "t." + type,
          type,
          new long[] {3, 256},
          BlocksTest.random(type, 3 * 256 / type.block(), random));
    }
    return writer;
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Path file = folder.resolve("small.gguf");
    small().write(file);
    try (GgufFile gguf = GgufFile.open(file, ledger)) {
      checkSmall(gguf);
      assertEquals(List.of(file), gguf.files());
    }
    assertEquals(0, ledger.total());
  }

  private static void checkSmall(GgufFile gguf) {
    GgufMetadata metadata = gguf.metadata();
    assertEquals("llama", metadata.text("general.architecture").orElseThrow());
    assertEquals(2, metadata.integer("llama.block_count").orElseThrow());
    assertEquals(10000.0, metadata.number("llama.rope.freq_base").orElseThrow());
    assertEquals(true, metadata.truth("tokenizer.ggml.add_bos_token").orElseThrow());
    assertEquals(List.of("a", "ü", "▁the"), metadata.texts("tokenizer.ggml.tokens"));
    assertArrayEquals(new long[] {1, 2, 3}, metadata.integers("tokenizer.ggml.token_type"));
    assertArrayEquals(new float[] {-1, 0.5f, 2}, metadata.numbers("tokenizer.ggml.scores"));
    assertTrue(metadata.text("absent").isEmpty());
    List<String> names = new ArrayList<>();
    Random random = new Random(3);
    for (GgmlType type : GgmlType.values()) {
      names.add("t." + type);
      GgufTensor tensor = gguf.tensors().get("t." + type);
      assertEquals("[3, 256]", tensor.shapeText());
      byte[] expected = BlocksTest.random(type, 3 * 256 / type.block(), random);
      assertArrayEquals(expected, tensor.data().toArray(ValueLayout.JAVA_BYTE));
      float[] second = new float[256];
      tensor.rows(1, 1, second, 0);
      float[] all = tensor.values();
      for (int i = 0; i < 256; i++) {
        assertEquals(all[256 + i], second[i]);
      }
    }
    assertEquals(names, List.copyOf(gguf.tensors().keySet()));
  }

  @Test
  void aSplitModelIsOneModelWhicheverPartIsNamed() throws IOException {
    Path first = small().writeSplit(folder, "small", 3);
    for (int part = 1; part <= 3; part++) {
      try (GgufFile gguf =
          GgufFile.open(folder.resolve(GgufFile.partName("small", part, 3)), ledger)) {
        checkSmall(gguf);
        assertEquals(3, gguf.files().size());
        assertEquals(first, gguf.files().getFirst());
      }
    }
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    Path first = small().writeSplit(folder, "small", 3);
    Files.delete(folder.resolve(GgufFile.partName("small", 2, 3)));
    CorruptBundleException e =
        assertThrows(CorruptBundleException.class, () -> GgufFile.open(first, ledger));
    assertTrue(e.getMessage().contains("small-00002-of-00003.gguf"), e.getMessage());
    assertEquals(0, ledger.total());
  }

  @Test
  void partsOfTwoModelsDoNotMix() throws IOException {
    Path first = small().writeSplit(folder, "small", 2);
    Files.copy(
        first,
        folder.resolve(GgufFile.partName("small", 2, 2)),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    CorruptBundleException e =
        assertThrows(CorruptBundleException.class, () -> GgufFile.open(first, ledger));
    assertTrue(e.getMessage().contains("part 1 of 2, expected 2 of 2"), e.getMessage());
  }

  @Test
  void anUnknownTypeVersionOrMarkIsNamed() throws IOException {
    Path file = folder.resolve("bad.gguf");
    new GgufWriter().tensor("w", GgmlType.F32, new long[] {8}, new byte[32]).write(file);
    byte[] good = Files.readAllBytes(file);
    // mark, version, counts (24); the name's length and one letter (9); sides (4), one side (8)
    byte[] type = patched(good, 24 + 9 + 4 + 8, 999);
    Files.write(file, type);
    IncompatibleBundleException e =
        assertThrows(IncompatibleBundleException.class, () -> GgufFile.open(file, ledger));
    assertTrue(e.getMessage().contains("w type is ggml type 999"), e.getMessage());
    Files.write(file, patched(good, 4, 1));
    assertThrows(IncompatibleBundleException.class, () -> GgufFile.open(file, ledger));
    Files.write(file, patched(good, 0, 7));
    CorruptBundleException mark =
        assertThrows(CorruptBundleException.class, () -> GgufFile.open(file, ledger));
    assertEquals(0, mark.offset());
  }

  @Test
  void countsThatTheFileCannotHoldAreRefusedBeforeAnythingIsAllocated() throws IOException {
    Path file = folder.resolve("bad.gguf");
    small().write(file);
    byte[] bad = Files.readAllBytes(file);
    ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putLong(8, Long.MAX_VALUE / 3);
    Files.write(file, bad);
    CorruptBundleException e =
        assertThrows(CorruptBundleException.class, () -> GgufFile.open(file, ledger));
    assertEquals(8, e.offset());
  }

  private static byte[] patched(byte[] good, int at, int value) {
    byte[] bad = good.clone();
    ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return bad;
  }
}
