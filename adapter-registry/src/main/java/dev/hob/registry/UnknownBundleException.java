// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import java.util.List;

/// No base or adapter of that name is installed.
public final class UnknownBundleException extends RuntimeException {
  private final String kind;
  private final String name;
  private final transient List<String> known;

  /// @param kind `base` or `adapter`
  public UnknownBundleException(String kind, String name, List<String> known) {
    super("no " + kind + " \"" + name + "\"; known: " + known);
    this.kind = kind;
    this.name = name;
    this.known = List.copyOf(known);
  }

  public String kind() {
    return kind;
  }

  public String name() {
    return name;
  }

  public List<String> known() {
    return known;
  }
}
