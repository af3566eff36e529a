// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

/// One sentence of a text or of a turn.
///
/// @param id of the sentence, or of the turn it belongs to
/// @param speaker empty in prose
public record TextUnit(String id, String speaker, String sentence) {
  /// As a quote stands in a summary, under its speaker's name.
  public String spoken() {
    return speaker.isEmpty() ? sentence : speaker + ": " + sentence;
  }
}
