// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.channel;

import dev.hob.policy.Caller;
import java.util.Optional;

/// Work that somebody asked for and nobody waits for.
public sealed interface BackgroundJob {
  /// Make the next call of a feature fast.
  ///
  /// @param base the installed base that shall do it; empty = the active one
  record Warm(String feature, Optional<String> base) implements BackgroundJob {}

  /// Digest the inbox; the digest is announced on the bus and to those who watch.
  record DigestInbox(Caller caller) implements BackgroundJob {}
}
