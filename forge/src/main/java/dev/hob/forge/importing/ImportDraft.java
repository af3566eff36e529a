// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.Digests;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.forge.importing.source.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A base to be: all that is said about it, nothing of its numbers.
record ImportDraft(ModelSource source, ModelConfig config, ImportPlan plan, String name) {
  static final String VERSION = "1.0.0";

  /// Hashes the model's files.
  BaseManifest.Origin origin() throws IOException {
    List<BaseManifest.Origin.File> files = new ArrayList<>();
    for (Path file : source.files()) {
      Digests.FileDigest digest = Digests.file(file.toRealPath());
      String own = String.valueOf(file.getFileName());
      files.add(new BaseManifest.Origin.File(own, digest.bytes(), digest.sha256()));
    }
    return new BaseManifest.Origin(source.card().name(), files);
  }

  /// Without the digest, which the files have when they are written.
  BaseManifest manifest(String lineage, BaseManifest.Origin origin) {
    Optional<String> template =
        source.chatTemplate().filter(t -> t.length() <= BaseManifest.TEMPLATE_LIMIT);
    return new BaseManifest(
        name,
        VERSION,
        source.card().license(),
        lineage,
        "",
        config.family().modelType(),
        template.isPresent() ? List.of("chat") : List.of(),
        source.card().languages(),
        config.context(),
        Math.round(1000 * plan.layout().bitsPerWeight()) / 1000.0,
        plan.layout().parameters(),
        "",
        template,
        Optional.of(origin));
  }

  /// The bundle's `card.md`.
  String card() {
    return """
    # %s

    Imported by `hob model import` from %s.
    Types there: %s. Bits a weight here: %.3f, everything counted.
    License as the files state it: %s. Whoever uses it keeps to that license.
    """
        .formatted(
            source.card().name(),
            source.files().stream().map(file -> "`" + file.getFileName() + "`").toList(),
            source.types(),
            plan.layout().bitsPerWeight(),
            source.card().license());
  }
}
