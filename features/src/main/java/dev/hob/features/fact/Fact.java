// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

/// A fact that a text states.
///
/// @param span where it stands in the text as it was given
/// @param surface the text of that span
/// @param value its normal form
public record Fact(FactClass kind, Span span, String surface, FactValue value) {
  public int start() {
    return span.start();
  }

  public int end() {
    return span.end();
  }

  /// Class and normal form, `time {545, 1265}`: equal for facts that say the same.
  @Override
  public String toString() {
    return kind.word() + " " + value.normal();
  }
}
