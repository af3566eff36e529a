// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.importing.source.ModelSource;
import dev.hob.forge.importing.source.SourceTensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every mutant of a Hugging Face folder ends in a typed refusal or can be read to its last weight;
/// nothing else is thrown, nothing stays in the ledger, and what is allocated stays within a bound.
class FolderMutantTest {
  private static final long SEED = Long.getLong("hob.seed", 5150L);
  private static final int MUTANTS = Integer.getInteger("hob.mutants", 2000);

  /// Reading the untouched folder takes 30 to 40 MB: its tokenizer is parsed anew each time.
  private static final long ALLOCATION = 96L << 20;

  /// What stands for a value: other kinds, and numbers at the ends of their ranges.
  private static final List<String> VALUES =
      List.of(
          "0",
          "-1",
          "1",
          "2147483647",
          "4294967296",
          "1e308",
          "-0.5",
          "null",
          "true",
          "\"\"",
          "\"x\"",
          "[]",
          "[1, \"a\", null]",
          "{}",
          "{\"rope_type\": \"yarn\"}");

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;
  private final Ledger ledger = new Ledger();
  private int loaded;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "model.safetensors.index.json",
        "tokenizer_config.json",
        "model-00001-of-00002.safetensors"
      })
  void everyMutantIsReadOrRefused(String name) throws IOException {
    Path file = new SmallLlama(1).folder(folder, 2).resolve(name);
    byte[] good = Files.readAllBytes(file);
    load("untouched");
    assertEquals(1, loaded, "the untouched folder must load");
    int head = Math.min(good.length, 1500);
    Random random = new Random(SEED);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] bad =
          switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(good, random.nextInt(good.length));
            case 1 ->
                name.endsWith(".json") ? otherValue(good, random) : flipped(good, head, random);
            default -> flipped(good, head, random);
          };
      Files.write(file, bad);
      load(name + ", seed " + SEED + " mutant " + i);
    }
    System.out.println(name + ": " + (loaded - 1) + " of " + MUTANTS + " mutants load");
  }

  private static byte[] flipped(byte[] good, int head, Random random) {
    byte[] bad = good.clone();
    for (int flip = random.nextInt(3); flip >= 0; flip--) {
      bad[random.nextInt(head)] ^= (byte) (1 << random.nextInt(8));
    }
    return bad;
  }

  /// One line's value is another; the JSON stays well-formed.
  private static byte[] otherValue(byte[] good, Random random) {
    String[] lines = new String(good, StandardCharsets.UTF_8).split("\n", -1);
    int line = random.nextInt(lines.length);
    lines[line] =
        lines[line].replaceFirst(
            "(\"[^\"]+\" : )[^\\[{]+?(,?)$",
            "$1" + VALUES.get(random.nextInt(VALUES.size())) + "$2");
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  private void load(String what) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try (ModelSource source = ModelSource.open(folder, ledger)) {
      source.chatTemplate();
      byte[] text = source.config().toPrettyString().getBytes(StandardCharsets.UTF_8);
      ModelConfig config = ModelConfig.parse(text);
      ImportPlan.requireTensors(source, config);
      for (String name : ImportPlan.of(source, config, 32, Optional.empty()).entries().keySet()) {
        SourceTensor tensor = source.tensor(name);
        float[] row = new float[tensor.columns()];
        tensor.read(0, 1, row, 0);
        tensor.read(tensor.rows() - 1, 1, row, 0);
      }
      loaded++;
    } catch (CorruptBundleException | IncompatibleBundleException expected) {
      assertTrue(expected.getMessage().length() < 1000, what);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what, e);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated <= ALLOCATION, what + " allocated " + allocated + " bytes");
    assertEquals(0, ledger.total(), what);
  }
}
