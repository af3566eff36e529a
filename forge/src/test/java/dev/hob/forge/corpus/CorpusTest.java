// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class CorpusTest {
  @TempDir private Path folder;

  @Test
  void readsPlainAndCompressedPartsOfASetInTheOrderOfTheirNames() throws IOException {
    Files.writeString(
        folder.resolve("prose-web-2.jsonl"), "{\"text\":\"b\"}\n\n{\"text\":\"c\"}\n");
    try (OutputStream xz =
        new XZOutputStream(
            Files.newOutputStream(folder.resolve("prose-web-1.jsonl.xz")), new LZMA2Options(1))) {
      xz.write("{\"text\":\"a\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(folder.resolve("prose-webs.jsonl"), "{\"text\":\"x\"}\n");
    Files.writeString(folder.resolve("INDEX.md"), "no data");
    Corpus corpus = new Corpus(folder);
    List<String> texts = new ArrayList<>();
    corpus.read("prose-web", row -> texts.add(row.get("text").asText()));
    assertEquals(List.of("a", "b", "c"), texts);
    assertFalse(corpus.has("prose"));
  }

  @Test
  void namesFileAndLineOfABrokenRow() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jsonl"), "{\"text\":\"b\"}\n{\"text\":\n");
    CorpusException thrown =
        assertThrows(CorpusException.class, () -> Corpus.readFile(file, row -> {}));
    assertTrue(String.valueOf(thrown.getMessage()).contains("a.jsonl:2:"), thrown.getMessage());
    Path list = Files.writeString(folder.resolve("b.jsonl"), "[1]\n");
    assertThrows(CorpusException.class, () -> Corpus.readFile(list, row -> {}));
    Path noXz = Files.writeString(folder.resolve("c.jsonl.xz"), "plain text, not compressed");
    assertThrows(CorpusException.class, () -> Corpus.readFile(noXz, row -> {}));
    assertThrows(CorpusException.class, () -> new Corpus(folder.resolve("absent")));
  }

  @Test
  void joinsTheTurnsOfADialogueAsLines() {
    Texts texts =
        Texts.read(
            new Corpus(Path.of("src/test/resources/data")),
            List.of("dialogue-task"),
            1,
            false,
            Overlap.none());
    assertTrue(
        texts.get(0).startsWith("user: I need a table for four people on Friday.\nassistant:"));
  }
}
