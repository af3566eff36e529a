// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What words at an app can lead to.
enum Outcome {
  CALL,
  ASK,
  NONE;

  /// As rows and answers write it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Outcome> of(String word) {
    return Stream.of(values()).filter(outcome -> outcome.word().equals(word)).findFirst();
  }
}
