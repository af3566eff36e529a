// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import java.util.List;

/// One action of an act prompt. Answers name it and its parameters by their places, from 1.
///
/// @param name as words, e.g. `start timer`; never empty
/// @param description may be empty
/// @param parameters at most [NativePrompts#MAX_ITEMS]
public record PromptAction(String name, String description, List<PromptParameter> parameters) {
  public PromptAction {
    parameters = List.copyOf(parameters);
    if (name.isBlank() || parameters.size() > NativePrompts.MAX_ITEMS) {
      throw new IllegalArgumentException(
          "an action has a name and at most " + NativePrompts.MAX_ITEMS + " parameters");
    }
  }
}
