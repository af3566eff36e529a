// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole imports with a calibration text.
class CalibratedImportTest {
  private static final Optional<Double> BITS = Optional.of(4.25);
  private static final String WEIGHTS = "weights.safetensors";
  private static final String TEXT = "The rain comes at noon, and the boats stay in. ".repeat(60);

  @TempDir Path folder;
  private final SmallLlama model = new SmallLlama(Long.getLong("hob.seed", 1125L));

  /// Counts the layers that the text runs through.
  private static class Told implements ModelImport.Progress {
    final List<Integer> layers = new ArrayList<>();

    @Override
    public void calibrating(int done, int all) {
      assertEquals(SmallLlama.LAYERS, all);
      layers.add(done);
    }

    @Override
    public LongConsumer begin(long bytes, long written) {
      return _ -> {};
    }
  }

  private ModelImport imports(int threads) {
    return new ModelImport(folder.resolve("root"), threads, SmallLlama.ANY);
  }

  @Test
  void theTextDecidesAndThreadsDoNot() throws IOException, InterruptedException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    Told told = new Told();
    Path one = imports(1).calibrated(TEXT).run(file, BITS, Optional.of("one"), told).folder();
    Path two = imports(2).calibrated(TEXT).run(file, BITS, Optional.of("two"), new Told()).folder();
    Path plain = imports(2).run(file, BITS, Optional.of("plain"), new Told()).folder();
    assertEquals(List.of(1, 2), told.layers);
    assertEquals(-1, Files.mismatch(one.resolve(WEIGHTS), two.resolve(WEIGHTS)));
    assertTrue(Files.mismatch(one.resolve(WEIGHTS), plain.resolve(WEIGHTS)) >= 0);
    assertFalse(Files.exists(folder.resolve("root/.imports/one")), "notes are left");
  }

  @Test
  void whatWasFoundOutlivesAnInterruptionAndIsOfThatTextOnly()
      throws IOException, InterruptedException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    Path whole =
        imports(2).calibrated(TEXT).run(file, BITS, Optional.of("whole"), new Told()).folder();
    Optional<String> again = Optional.of("again");
    Told cut =
        new Told() {
          @Override
          public LongConsumer begin(long bytes, long written) {
            return _ -> {
              throw new IllegalStateException("cut");
            };
          }
        };
    assertThrows(
        IllegalStateException.class, () -> imports(2).calibrated(TEXT).run(file, BITS, again, cut));
    assertThrows(
        IllegalStateException.class,
        () -> imports(2).calibrated("Another text. ".repeat(200)).run(file, BITS, again, cut));
    assertEquals(List.of(1, 2, 1, 2), cut.layers, "another text is read, too");
    assertThrows(
        IllegalStateException.class, () -> imports(2).calibrated(TEXT).run(file, BITS, again, cut));
    Told last = new Told();
    Path resumed = imports(2).calibrated(TEXT).run(file, BITS, again, last).folder();
    assertEquals(List.of(), last.layers, "the text was read already");
    assertEquals(-1, Files.mismatch(whole.resolve(WEIGHTS), resumed.resolve(WEIGHTS)));
  }

  @Test
  void aTextThatIsTooShortIsRefusedAndLeavesNothing() throws IOException {
    Path file = model.gguf(folder.resolve("model.gguf"));
    ImportException e =
        assertThrows(
            ImportException.class,
            () ->
                imports(1)
                    .calibrated("Too short.")
                    .run(file, BITS, Optional.of("short"), new Told()));
    assertTrue(e.getMessage().contains("tokens, at least"), e.getMessage());
    assertFalse(Files.exists(folder.resolve("root/.imports/short")));
    assertFalse(Files.exists(folder.resolve("root/bases/short")));
  }
}
