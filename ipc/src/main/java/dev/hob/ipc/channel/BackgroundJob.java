// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.channel;

import dev.hob.policy.Caller;

/// Work that somebody asked for and nobody waits for.
public sealed interface BackgroundJob {
  /// Make the next call of a feature fast.
  record Warm(String feature) implements BackgroundJob {}

  /// Digest the inbox; the digest is announced on the bus and to those who watch.
  record DigestInbox(Caller caller) implements BackgroundJob {}
}
