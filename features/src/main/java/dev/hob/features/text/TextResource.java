// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Texts that lie beside a class: word lists, tables, rules. UTF-8; `.gz` is unpacked.
public final class TextResource {
  private TextResource() {}

  /// @throws IllegalStateException there is none; the build is broken
  public static byte[] bytes(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return (name.endsWith(".gz") ? new GZIPInputStream(in) : in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /// Lines that are neither blank nor a remark, which begins with `#`.
  public static Stream<String> lines(Class<?> beside, String name) {
    return lines(bytes(beside, name));
  }

  /// The same of a text that was read already.
  public static Stream<String> lines(byte[] text) {
    return new String(text, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"));
  }
}
