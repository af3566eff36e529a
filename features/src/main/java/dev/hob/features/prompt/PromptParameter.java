// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import java.util.List;

/// One parameter of an action in a prompt.
///
/// @param name as words, e.g. `replace with`
/// @param description may be empty
/// @param type as a word, e.g. `text`, `number`, `time`; not shown where there are choices
/// @param choices the only answers there are, as words; empty = words of the person or of the
///   content are pointed at
/// @param required whether a call needs it
public record PromptParameter(
    String name, String description, String type, List<String> choices, boolean required) {
  public PromptParameter {
    choices = List.copyOf(choices);
  }
}
