// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.verify;

import dev.hob.policy.AdapterTrust;
import dev.hob.registry.UntrustedBundleException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Why a bundle is let in.
public enum Trust {
  /// Its root belongs to the package manager or to the program.
  SYSTEM,
  SIGNED,
  /// A bundle without a signature that counts.
  UNSIGNED,
  /// A bare folder, whose manifest was made here.
  LOCAL;

  /// Beside the manifest of a bare folder's copy; outside the digest like a signature.
  private static final String SIGNATURE = "manifest.sig";

  private static final String LOCAL_MARK = "local";

  /// As records show it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The trust of a bundle that lies outside the system's roots.
  public static Trust of(Path folder, AdapterTrust policy) {
    if (Signatures.signed(folder, policy.signers())) {
      return SIGNED;
    }
    return isMarkedLocal(folder) ? LOCAL : UNSIGNED;
  }

  /// Marks the copy of a bare folder: in the place of a signature stands the word `local`.
  public static void markLocal(Path folder) throws java.io.IOException {
    Files.writeString(folder.resolve(SIGNATURE), LOCAL_MARK + "\n");
  }

  /// What policy has against it; empty = nothing.
  public Optional<String> objection(AdapterTrust policy) {
    return switch (this) {
      case SYSTEM, SIGNED -> Optional.empty();
      case UNSIGNED ->
          policy.requireSignature()
              ? Optional.of(
                  "it has no signature of a known signer (policy: adapters.requireSignature)")
              : Optional.empty();
      case LOCAL ->
          policy.allowLocal()
              ? Optional.empty()
              : Optional.of("bare folders are not allowed (policy: adapters.allowLocal)");
    };
  }

  /// @throws UntrustedBundleException policy has something against it
  public void require(String name, AdapterTrust policy) {
    objection(policy)
        .ifPresent(reason -> {
          throw new UntrustedBundleException(name, reason);
        });
  }

  private static boolean isMarkedLocal(Path folder) {
    Path file = folder.resolve(SIGNATURE);
    try {
      return Files.isRegularFile(file)
          && Files.size(file) < 16
          && Files.readString(file).strip().equals(LOCAL_MARK);
    } catch (java.io.IOException e) {
      return false;
    }
  }
}
