// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.quality;

import dev.hob.engine.bundle.BaseManifest;
import dev.hob.forge.importing.ModelImport;
import dev.hob.policy.AdapterTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// The trained base as `hob model import` palettizes it.
final class OwnPalettes {
  private static final AdapterTrust ANY = new AdapterTrust(false, Set.of(), true);

  private final Path model;
  private final Path root;
  private final int threads;

  /// @param model Hugging Face folder
  /// @param root gets the bundles
  OwnPalettes(Path model, Path root, int threads) {
    this.model = model;
    this.root = root;
    this.threads = threads;
  }

  /// @param folder a bundle
  /// @param bits a weight, everything counted
  record Palettized(Path folder, double bits) {}

  /// @param text to calibrate with
  Palettized within(double bits, Optional<String> text) throws IOException, InterruptedException {
    ModelImport plain = new ModelImport(root, threads, ANY);
    String name = "of-%s-%s".formatted(bits, text.isPresent() ? "calibrated" : "plain");
    ModelImport.Imported made =
        text.map(plain::calibrated)
            .orElse(plain)
            .run(model, Optional.of(bits), Optional.of(name), (_, _) -> _ -> {});
    BaseManifest manifest = made.manifest();
    return new Palettized(made.folder(), manifest.bitsPerWeight());
  }
}
