// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The XML that tells a stranger what there is. Immutable.
final class Introspection {
  private static final String HEAD =
      """
      <!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
       "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
      <node>
      """;

  private final String standard = resource("standard.xml");
  private final String service = resource("dev.hob.Intelligence1.xml");
  private final String request = resource("dev.hob.Request1.xml");

  String ofService() {
    return HEAD + standard + service + "</node>\n";
  }

  String ofRequest() {
    return HEAD + standard + request + "</node>\n";
  }

  /// A node that only leads to others.
  String ofFolder(List<String> children) {
    StringBuilder xml = new StringBuilder(HEAD + standard);
    children.forEach(child -> xml.append("  <node name=\"").append(child).append("\"/>\n"));
    return xml + "</node>\n";
  }

  private static String resource(String name) {
    try (InputStream in = Introspection.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
