// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.peer;

/// llama.cpp cannot be had here; the message says why (no node, no npm, no way to the registry, no
/// build for this processor). Whoever only compares with it leaves the comparison out and says so.
public final class PeerUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PeerUnavailableException(String reason) {
    super(reason);
  }
}
