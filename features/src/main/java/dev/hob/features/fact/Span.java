// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

/// A stretch of a text.
///
/// @param start UTF-16 offset of the first unit
/// @param end UTF-16 offset behind the last unit
public record Span(int start, int end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("span " + start + ".." + end);
    }
  }

  /// The stretch itself.
  public String of(String text) {
    return text.substring(start, end);
  }

  public boolean overlaps(Span other) {
    return start < other.end && other.start < end;
  }
}
