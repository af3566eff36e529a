// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// SHA-256 of files, as records of a run name them.
public final class Digests {
  private Digests() {}

  /// `sha256:<hex>` of a file.
  ///
  /// @throws IOException if it cannot be read
  public static String of(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Digests of the data files directly in a folder, by name.
  ///
  /// @throws IOException if one cannot be read
  public static Map<String, String> ofData(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl.xz")).toList()) {
        digests.put(file.getFileName().toString(), of(file));
      }
    }
    return digests;
  }
}
