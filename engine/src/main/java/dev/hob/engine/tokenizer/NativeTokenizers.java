// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import java.nio.file.Path;

/// Keeps DJL's loader of the native tokenizer library off the network and out of `~/.djl.ai`. DJL
/// can be told so by system properties only; what the process's own start has set already wins.
final class NativeTokenizers {
  private static final String OFFLINE = "ai.djl.offline";
  private static final String CACHE = "DJL_CACHE_DIR";

  private NativeTokenizers() {}

  /// Must run before DJL's tokenizer class is first used.
  static void prepare() {
    if (System.getProperty(OFFLINE) == null) {
      System.setProperty(OFFLINE, "true");
    }
    if (System.getProperty(CACHE) == null && System.getenv(CACHE) == null) {
      System.setProperty(CACHE, cache().toString());
    }
  }

  private static Path cache() {
    String caches = System.getenv("XDG_CACHE_HOME");
    Path root =
        caches == null || caches.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(caches);
    return root.resolve("hob").resolve("djl");
  }
}
