// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.WordLists;
import dev.hob.features.helper.DictionaryProofreader;
import dev.hob.features.helper.RulePriority;
import dev.hob.features.prompt.NativePrompts;

/// What several features share: word lists and what is built on them. Immutable; made once.
public record Toolkit(
    WordLists lists,
    FactExtractor facts,
    NativePrompts prompts,
    RulePriority priority,
    DictionaryProofreader dictionary) {
  /// With the resources that Hob ships; takes some tens of milliseconds.
  public static Toolkit embedded() {
    WordLists lists = WordLists.embedded();
    return new Toolkit(
        lists,
        new FactExtractor(lists),
        NativePrompts.standard(),
        RulePriority.embedded(),
        DictionaryProofreader.embedded());
  }
}
