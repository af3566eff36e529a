// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.testing;

import dev.hob.policy.decide.Consent;
import dev.hob.policy.decide.PolicyStore;
import dev.hob.policy.layer.PolicyFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/// Policy folders and a consent file below a temporary folder, for tests that write real files.
public record PolicyHouse(Path root) {
  public static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

  public PolicyFolders folders() {
    return new PolicyFolders(root.resolve("vendor"), root.resolve("admin"), root.resolve("user"));
  }

  public Consent consent() {
    return new Consent(root.resolve("state/consent.json"), InstantSource.fixed(NOW));
  }

  public PolicyStore store() {
    return PolicyStore.open(folders(), consent(), InstantSource.fixed(NOW));
  }

  /// @param layer `vendor`, `admin` or `user`
  public Path write(String layer, String name, String text) throws IOException {
    Path folder = Files.createDirectories(root.resolve(layer));
    return Files.writeString(folder.resolve(name), text);
  }
}
