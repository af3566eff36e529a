// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.util.Locale;

/// What a fact is about, in the order of extraction.
public enum FactClass {
  LINK,
  CODE,
  DATE,
  TIME,
  NUMBER,
  NAME;

  /// As reports and fixtures write it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
