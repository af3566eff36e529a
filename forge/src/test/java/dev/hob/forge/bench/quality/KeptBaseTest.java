// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.Digests;
import dev.hob.engine.bundle.SafetensorsFile;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.importing.ModelImport;
import dev.hob.policy.AdapterTrust;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The trained base of shape S as it was before it was palettized, kept beside the forge.
class KeptBaseTest {
  /// What its card says.
  private static final String LINEAGE =
      "sha256:018838c023cb24637210e44a6129f42059b6487c73f2f48064f37e683e6cfeda";

  /// Ratios to the perplexity of the plain base. Measured, with scales of least squares: 1.028 and
  /// 1.072; the text is short, so there is some room.
  private static final double MOST_WITH_FOUR_BITS = 1.05;

  private static final double MOST_WITHIN_THE_USUAL_BUDGET = 1.10;

  @TempDir Path folder;

  private static Path base() {
    Path module = Path.of("").toAbsolutePath();
    Path here = module.resolve("assets/base-s");
    return Files.isDirectory(here) ? here : module.resolve("forge/assets/base-s");
  }

  private static String text() {
    try (InputStream in = KeptBaseTest.class.getResourceAsStream("harbour.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itsBytesAreThoseOfItsCard() throws IOException {
    try (SafetensorsFile file =
        SafetensorsFile.open(base(), "model.safetensors", new Ledger(), Ledger.Owner.SCRATCH)) {
      assertEquals(LINEAGE, Digests.lineage(file.tensors().values()));
    }
    assertTrue(Files.readString(base().resolve("card.md")).contains(LINEAGE));
  }

  @Test
  void palettesOfItKeepThePerplexityOfAText() throws IOException, InterruptedException {
    TrainedBase plain = TrainedBase.read(base());
    Perplexity perplexity = new Perplexity(text(), 1024, 2, folder);
    double whole = perplexity.of(plain).perplexity();
    System.out.printf("bfloat16: perplexity %.3f%n", whole);
    double usual = palettized(perplexity, Optional.empty(), 3.7) / whole;
    assertTrue(usual < MOST_WITHIN_THE_USUAL_BUDGET, "usual budget: ratio " + usual);
    double four = palettized(perplexity, Optional.of(4.25), 4.35) / whole;
    assertTrue(four < MOST_WITH_FOUR_BITS, "4.25 bits: ratio " + four);
  }

  /// Perplexity of what `hob model import` makes of the base.
  private double palettized(Perplexity perplexity, Optional<Double> bits, double most)
      throws IOException, InterruptedException {
    AdapterTrust any = new AdapterTrust(false, Set.of(), true);
    Path root = Files.createTempDirectory(folder, "root");
    ModelImport.Imported made =
        new ModelImport(root, 2, any).run(base(), bits, Optional.of("s"), (_, _) -> _ -> {});
    double stored = made.manifest().bitsPerWeight();
    assertTrue(stored <= most, stored + " bits a weight");
    double measured = perplexity.of(made.folder()).perplexity();
    System.out.printf("%.3f bits a weight: perplexity %.3f%n", stored, measured);
    return measured;
  }
}
