// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.registry.store.Catalogue;
import dev.hob.registry.verify.Trust;
import java.util.List;
import java.util.Locale;

/// Manifests to the records that other modules see.
final class Records {
  static final String ACTIVE = "active";
  static final String INSTALLED = "installed";

  private Records() {}

  static AdapterRecord adapter(AdapterManifest manifest, Trust trust, long bytes, String state) {
    return new AdapterRecord(
        manifest.name(),
        manifest.version(),
        manifest.role(),
        manifest.digest(),
        manifest.lineage(),
        manifest.recovery().name().toLowerCase(Locale.ROOT),
        manifest.rank(),
        bytes,
        manifest.license(),
        trust.word(),
        state);
  }

  /// The recovery adapter of a base under the role `""`, or no adapter at all where it has none.
  static AdapterRecord bare(BaseManifest base, int rank, long bytes, Trust trust) {
    return new AdapterRecord(
        base.name(),
        base.version(),
        "",
        base.digest(),
        base.lineage(),
        base.recovery().isEmpty() ? "none" : "included",
        rank,
        bytes,
        base.license(),
        trust.word(),
        ACTIVE);
  }

  static BaseRecord base(BaseManifest manifest, Trust trust, long bytes, String state) {
    return new BaseRecord(
        manifest.name(),
        manifest.version(),
        manifest.digest(),
        manifest.lineage(),
        manifest.license(),
        manifest.promptForms(),
        manifest.contextLength(),
        manifest.parameters(),
        manifest.bitsPerWeight(),
        bytes,
        trust.word(),
        state);
  }

  /// Of a folder without a readable manifest; its state says why.
  static AdapterRecord broken(Catalogue.Found<AdapterManifest> found, Trust trust) {
    return new AdapterRecord(
        found.name(),
        found.version(),
        "",
        "",
        "",
        "none",
        0,
        found.bytes(),
        "",
        trust.word(),
        found.broken());
  }

  /// As [#broken].
  static BaseRecord brokenBase(Catalogue.Found<BaseManifest> found, Trust trust) {
    return new BaseRecord(
        found.name(),
        found.version(),
        "",
        "",
        "",
        List.of(),
        0,
        0,
        0,
        found.bytes(),
        trust.word(),
        found.broken());
  }
}
