// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.engine.testing.PageCache;
import dev.hob.forge.bench.model.RandomGguf;
import dev.hob.forge.bench.model.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Imports of a model of some large pages.
class LargePageImportTest {
  private static final String WEIGHTS = "weights.safetensors";

  @TempDir private Path folder;
  private Path model = Path.of("unset");

  @BeforeEach
  void model() throws IOException {
    PageCache.assumeLargePages(folder);
    model = folder.resolve("model.gguf");
    RandomGguf.write(Shape.EMBEDDED, model);
  }

  private Path imported(String name, ModelImport.Progress progress)
      throws IOException, InterruptedException {
    return new ModelImport(folder.resolve("root"), 2, SmallLlama.ANY)
        .run(model, Optional.of(16.0), Optional.of(name), progress)
        .folder()
        .resolve(WEIGHTS);
  }

  /// Stops an import once it has written some weights.
  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void anImportedBaseLiesInLargePagesThoughItWasInterrupted()
      throws IOException, InterruptedException {
    Path whole = imported("whole", (_, _) -> _ -> {});
    PageCache.assertInLargePages(whole, folder);
    long half = Files.size(whole) / 2;
    AtomicLong seen = new AtomicLong();
    assertThrows(
        Interruption.class,
        () ->
            imported(
                "part",
                (_, _) ->
                    written -> {
                      if (seen.addAndGet(written) > half) {
                        throw new Interruption();
                      }
                    }));

    Path resumed = imported("part", (_, _) -> _ -> {});

    assertEquals(-1, Files.mismatch(whole, resumed));
    PageCache.assertInLargePages(resumed, folder);
  }
}
