// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import java.util.Locale;

/// The answer to "may this call be carried out?".
sealed interface Yes {
  /// @param by who said so
  record Said(By by) implements Yes {}

  /// Nothing is called; `result` tells the caller.
  record Not(Result result) implements Yes {}

  enum By {
    POLICY,
    /// At the desktop.
    PERSON,
    /// An unconfined program, in the person's name.
    CALLER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
