// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

/// Something said or shown before the utterance.
///
/// @param who `user` for the person's own words, `assistant`, or a name
public record PromptTurn(String who, String text) {
  public static final String USER = "user";
  public static final String ASSISTANT = "assistant";
}
