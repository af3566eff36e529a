// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.gguf.GgufWriter;
import dev.hob.forge.testing.GoldenIds;
import dev.hob.forge.testing.GoldenText;
import dev.hob.forge.testing.SmallVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `vocab.json`, `merges.txt` and what lies beside them, against llama.cpp's recorded ids.
class BytePairFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = Long.getLong("hob.seed", 1125L);

  /// Of each of four files.
  private static final int MUTANTS = Integer.getInteger("hob.mutants", 800) / 4;

  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;

  @TempDir Path folder;

  private static SmallVocabulary kind(String pre) {
    return SmallVocabulary.kinds().stream()
        .filter(it -> it.pre().equals(pre))
        .findFirst()
        .orElseThrow();
  }

  private ObjectNode write(SmallVocabulary vocabulary, String type) throws IOException {
    ObjectNode ids = JSON.createObjectNode();
    ObjectNode later = JSON.createObjectNode();
    ObjectNode options = JSON.createObjectNode().put("tokenizer_class", type);
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      String text = vocabulary.tokens().get(id);
      switch (vocabulary.types().get(id)) {
        case UNUSED -> {}
        case USER_DEFINED ->
            options
                .withObject("added_tokens_decoder")
                .putObject(id + "")
                .put("content", text)
                .put("special", false);
        case CONTROL -> later.put(text, id);
        default -> ids.put(text, id);
      }
    }
    options.put("eos_token", "<|end|>");
    Files.writeString(folder.resolve("vocab.json"), ids.toString());
    Files.writeString(folder.resolve("added_tokens.json"), later.toString());
    Files.writeString(
        folder.resolve("merges.txt"),
        "#version: 0.2\n" + String.join("\n", vocabulary.merges()) + "\n");
    options(options);
    return options;
  }

  private void options(ObjectNode options) throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), options.toString());
  }

  private LibraryTokenizer open(SmallVocabulary vocabulary) {
    ImportedVocabulary read = FolderVocabulary.read(folder);
    assertEquals(-1, read.begin());
    assertEquals(List.of(vocabulary.id("<|end|>")), read.ends());
    return read.open("tokenizer.json", vocabulary.tokens().size(), new Ledger());
  }

  private LibraryTokenizer gguf(SmallVocabulary vocabulary) throws IOException {
    Path file = folder.resolve("model.gguf");
    vocabulary.writeTo(new GgufWriter().text("general.architecture", "llama")).write(file);
    try (GgufFile gguf = GgufFile.open(file, new Ledger())) {
      return GgufVocabulary.convert("model.gguf", gguf.metadata())
          .open("tokenizer.json", vocabulary.tokens().size(), new Ledger());
    }
  }

  @ParameterizedTest
  @CsvSource({"gpt-2, GPT2Tokenizer", "qwen2, Qwen2Tokenizer", "qwen2, Qwen2TokenizerFast"})
  void idsOfTheGoldenTextsAreThoseOfLlamaCpp(String pre, String type) throws IOException {
    SmallVocabulary vocabulary = kind(pre);
    write(vocabulary, type);
    GoldenIds golden = GoldenIds.recorded();
    try (LibraryTokenizer tokenizer = open(vocabulary);
        LibraryTokenizer other = gguf(vocabulary)) {
      for (GoldenText text : GoldenText.all()) {
        String composed = Normalizer.normalize(text.text(), Normalizer.Form.NFC);
        for (boolean special : new boolean[] {false, true}) {
          int[] ids = GoldenIds.ours(tokenizer, vocabulary, text, special);
          if (pre.equals("gpt-2") || composed.equals(text.text())) {
            String theirs = golden.llama(vocabulary, text, special);
            assertEquals(theirs, GoldenIds.digest(ids), text.name());
          } else { // Qwen's own class composes; llama.cpp leaves that to its caller
            int[] right = special ? other.encodeStart(composed) : other.encode(composed);
            assertArrayEquals(right, ids, text.name());
          }
        }
      }
    }
  }

  /// As SmolLM's: whether spaces before a digit stay together shows in the ids.
  @Test
  void aVocabularyWithoutTwoDigitsInATokenCutsThemApart() throws IOException {
    SmallVocabulary all = kind("smollm");
    List<Integer> kept =
        IntStream.range(0, all.tokens().size())
            .filter(id -> !all.tokens().get(id).matches(".*([0-9]{2}|Ġ[0-9]).*"))
            .boxed()
            .toList();
    SmallVocabulary vocabulary =
        new SmallVocabulary(
            all.model(),
            all.pre(),
            false,
            kept.stream().map(all.tokens()::get).toList(),
            kept.stream().map(all.types()::get).toList(),
            all.merges().stream()
                .filter(merge -> !merge.replace(" ", "").matches(".*([0-9]{2}|Ġ[0-9]).*"))
                .toList(),
            List.of());
    write(vocabulary, "GPT2Tokenizer");
    try (LibraryTokenizer ours = open(vocabulary);
        LibraryTokenizer right = gguf(vocabulary)) {
      List<String> texts = new ArrayList<>(List.of("at   12 or  3", "a  4\n\n  56"));
      GoldenText.all().forEach(text -> texts.add(text.text()));
      for (String text : texts) {
        assertArrayEquals(right.encode(text), ours.encode(text), text);
      }
    }
  }

  @Test
  void whatCannotBeKnownIsRefusedByFile() throws IOException {
    SmallVocabulary vocabulary = kind("qwen2");
    ObjectNode options = write(vocabulary, "LlamaTokenizer");
    refused(IncompatibleBundleException.class, "tokenizer_class", "LlamaTokenizer");
    options.put("tokenizer_class", "GPT2Tokenizer").put("add_prefix_space", true);
    options(options);
    refused(IncompatibleBundleException.class, "add_prefix_space", "true");
    options.put("add_prefix_space", false).withObject("added_tokens_decoder").putObject("-7");
    options(options);
    refused(CorruptBundleException.class, "tokenizer_config.json");
    Files.delete(folder.resolve("tokenizer_config.json"));
    refused(IncompatibleBundleException.class, "tokenizer_class", "missing");
    write(vocabulary, "Qwen2Tokenizer");
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n");
    refused(CorruptBundleException.class, "merges.txt", "no merge");
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\nab\n");
    refused(CorruptBundleException.class, "merges.txt", "joins no two tokens");
    List<String> half = vocabulary.merges().subList(0, vocabulary.merges().size() / 2);
    Files.write(folder.resolve("merges.txt"), half);
    refused(CorruptBundleException.class, "merges.txt", "cut short");
    Files.delete(folder.resolve("merges.txt"));
    refused(CorruptBundleException.class, "merges.txt");
    for (String ids : List.of("[]", "{}", "{\"a\": -1}", "{\"a\": 1, \"b\": 1}", "{\"a\": 1e9}")) {
      Files.writeString(folder.resolve("vocab.json"), ids);
      refused(CorruptBundleException.class, "vocab.json");
    }
    Files.delete(folder.resolve("vocab.json"));
    refused(CorruptBundleException.class, "tokenizer.json", "vocab.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vocab.json", "merges.txt", "tokenizer_config.json", "added_tokens.json"})
  void aMutantIsRefusedOrLoads(String name) throws IOException {
    SmallVocabulary vocabulary = kind("qwen2");
    write(vocabulary, "Qwen2Tokenizer");
    Path file = folder.resolve(name);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(SEED);
    int loaded = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] bad = good.clone();
      for (int flip = random.nextInt(3); flip >= 0; flip--) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, i % 5 == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);
      String what = "seed " + SEED + " mutant " + i;
      Ledger ledger = new Ledger();
      try {
        ImportedVocabulary read = FolderVocabulary.read(folder);
        read.open("tokenizer.json", read.size(), ledger).close();
        loaded++;
      } catch (CorruptBundleException | IncompatibleBundleException expected) {
        assertTrue(expected.getMessage().length() < 1000, what);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(what, e);
      }
      assertEquals(0, ledger.total(), what);
    }
    System.out.println(name + ": " + loaded + " of " + MUTANTS + " mutants load");
    assertTrue(loaded > 0 && loaded < MUTANTS, name + ": " + loaded + " load");
  }

  private void refused(Class<? extends RuntimeException> kind, String... words) {
    String text =
        String.valueOf(assertThrows(kind, () -> FolderVocabulary.read(folder)).getMessage());
    for (String word : words) {
      assertTrue(text.contains(word), "'" + word + "' is not in: " + text);
    }
  }
}
