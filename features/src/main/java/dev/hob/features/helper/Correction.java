// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

/// One proposed change of a text.
///
/// @param start UTF-16 offset
/// @param end behind the last unit that goes; equal to `start` for an insertion
/// @param kind `spelling`, `grammar`, `repetition`, `capitalization`, `punctuation`
/// @param explanation for people, without content
public record Correction(int start, int end, String replacement, String kind, String explanation) {
  public Correction {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("correction " + start + ".." + end);
    }
  }
}
