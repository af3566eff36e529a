// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import java.util.List;

/// The option `method`: who shall write.
public enum Method {
  /// Whoever is better by the bundle's own evaluation.
  AUTO,
  /// The model, or an error.
  MODEL,
  /// The deterministic helper; needs no base.
  HELPER;

  public static final List<String> WORDS = List.of("auto", "model", "helper");

  static Method of(String word) {
    return values()[WORDS.indexOf(word)];
  }
}
