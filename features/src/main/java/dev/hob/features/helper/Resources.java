// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Text resources of this package, `.gz` or plain.
final class Resources {
  private Resources() {}

  /// Lines that are not blank.
  static Stream<String> lines(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      byte[] bytes = (name.endsWith(".gz") ? new GZIPInputStream(in) : in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank());
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
