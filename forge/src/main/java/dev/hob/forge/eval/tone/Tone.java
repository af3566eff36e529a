// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.tone;

import java.util.Locale;
import java.util.Set;

/// The styles that Hob rewrites to.
public enum Tone {
  FRIENDLY(Set.of("friendly")),
  PROFESSIONAL(Set.of("professional", "formal")),
  CONCISE(Set.of("concise", "short", "plain"));

  private final Set<String> rowStyles;

  Tone(Set<String> rowStyles) {
    this.rowStyles = rowStyles;
  }

  /// As features and requests name it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Is a row of this `style` one of this tone?
  boolean covers(String style) {
    return rowStyles.contains(style);
  }
}
