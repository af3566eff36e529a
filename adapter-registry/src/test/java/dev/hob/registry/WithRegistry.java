// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.engine.bundle.AdapterManifest.Recovery;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import dev.hob.registry.testing.TinyRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A registry with what comes with the program, and a folder to install from.
abstract class WithRegistry {
  @TempDir Path root;
  final Ledger ledger = new Ledger();
  TinyRoots roots;
  BaseManifest base;
  LocalRegistry registry;

  @BeforeEach
  void open() throws IOException {
    roots = TinyRoots.filled(root);
    base = BaseManifest.read(root.resolve("embedded/bases/tiny/1.0.0"));
    registry = roots.open(ledger);
  }

  @AfterEach
  void everythingIsGivenBack() {
    registry.close();
    assertEquals(0, ledger.total(), () -> ledger.snapshot().toString());
  }

  AdapterRecord record(String name, String version) {
    return registry.adapters().stream()
        .filter(it -> it.name().equals(name) && it.version().equals(version))
        .findFirst()
        .orElseThrow();
  }

  static InstallOptions tone(String version) {
    return InstallOptions.bare("tone").withName("tone").withVersion(version);
  }

  Path installTone(String version, long seed) throws IOException {
    TinyBase.seeded(7).writeAdapter(roots.source("tone"), seed, 8);
    registry.install(roots.source("tone"), tone(version));
    return registry.show("tone", version).folder();
  }

  Path bundle(String name, String version, BaseManifest on, Recovery recovery, long seed)
      throws IOException {
    Path source = roots.source(name + "-" + version);
    TinyRoots.adapter(source, TinyRoots.manifest(name, version, on, recovery), seed);
    return source;
  }

  void assertNothingStaged() throws IOException {
    Path staging = root.resolve("user/.staging");
    if (Files.exists(staging)) {
      try (var left = Files.list(staging)) {
        assertEquals(List.of(), left.toList());
      }
    }
  }

  static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
