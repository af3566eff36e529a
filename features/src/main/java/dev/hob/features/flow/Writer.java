// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import java.util.Locale;

/// Who writes the text of an answer.
public enum Writer {
  MODEL,
  HELPER;

  /// As answers and options name it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
