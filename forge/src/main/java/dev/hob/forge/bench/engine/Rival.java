// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import dev.hob.forge.bench.peer.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/// llama.cpp's side: our script on its node package, with the settings that are fair to it (the
/// file read instead of mapped, flash attention as it chooses, KV in f16, batch 512).
final class Rival {
  private static final String SCRIPT = "bench.mjs";

  private Rival() {}

  /// Installs it now, if it is not; each call then starts a process.
  ///
  /// @throws dev.hob.forge.bench.peer.PeerUnavailableException it cannot be had here
  static Supplier<Side> supplier() throws IOException, InterruptedException {
    Path script = Peer.install(Peer.cache(System.getenv())).place(Peer.class, SCRIPT);
    return () -> {
      try {
        ProcessBuilder node = new ProcessBuilder("node", script.toString());
        node.redirectError(ProcessBuilder.Redirect.DISCARD);
        return new Side("llama.cpp", node.start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
