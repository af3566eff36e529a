// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import java.util.Locale;

/// How soon a notification wants its reader; first is most.
public enum Priority {
  HIGH,
  NORMAL,
  LOW;

  /// As the wire and the special tokens name it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
