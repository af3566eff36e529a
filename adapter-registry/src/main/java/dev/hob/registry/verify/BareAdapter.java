// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.verify;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.memory.Ledger;
import dev.hob.registry.InstallOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Gives a bare PEFT folder the manifest that it lacks.
public final class BareAdapter {
  /// What is taken from a PEFT folder; optimizer states, check points and tokenizers stay behind.
  public static final List<String> FILES =
      List.of(Adapter.CONFIG, Adapter.WEIGHTS, "golden.jsonl", "README.md");

  private static final String GOLDEN = "golden.jsonl";

  private BareAdapter() {}

  /// Whether `folder` is one.
  public static boolean is(Path folder) {
    return Files.isDirectory(folder)
        && Files.exists(folder.resolve(Adapter.CONFIG))
        && !Files.exists(folder.resolve(AdapterManifest.FILE));
  }

  /// Writes the manifest for the adapter staged in `folder`, after checking its shapes.
  ///
  /// @param origin name of the folder it came from
  /// @throws IncompatibleBundleException it does not fit the base, or `options` lack the role
  public static AdapterManifest seal(
      Path folder, String origin, InstallOptions options, BaseManifest base, ModelConfig shape)
      throws IOException {
    int rank;
    try (Adapter adapter = Adapter.open(folder, shape, new Ledger())) {
      rank = adapter.rank();
    }
    boolean golden = Files.exists(folder.resolve(GOLDEN));
    return new AdapterManifest(
            name(options.name().orElse(origin), "name"),
            name(options.version().orElse("1.0.0"), "version"),
            name(options.role().orElse(""), "role"),
            base.promptForms().contains("native") ? "native" : "chat",
            base.lineage(),
            "",
            base.recovery().isEmpty()
                ? AdapterManifest.Recovery.NONE
                : AdapterManifest.Recovery.BESIDE,
            rank,
            options.license().orElse("unknown"),
            "",
            golden ? Optional.of(new AdapterManifest.Golden(GOLDEN, 1)) : Optional.empty())
        .seal(folder);
  }

  private static String name(String text, String field) {
    if (!AdapterManifest.isName(text)) {
      throw new IncompatibleBundleException(
          AdapterManifest.FILE,
          field,
          "letters, digits, \".\", \"_\", \"-\", given by an option for a bare folder",
          text.isEmpty() ? "nothing" : "\"" + text + "\"");
    }
    return text;
  }
}
