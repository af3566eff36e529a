// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import java.util.Set;

/// Which adapters and bases may be installed outside the system's own folder.
///
/// @param requireSignature a bundle needs `manifest.sig` of one of the signers
/// @param signers `ed25519:` and the 32 bytes of the public key in base64
/// @param allowLocal bare PEFT folders, which have no manifest to sign, may be installed
public record AdapterTrust(boolean requireSignature, Set<String> signers, boolean allowLocal) {
  public AdapterTrust {
    signers = Set.copyOf(signers);
  }
}
