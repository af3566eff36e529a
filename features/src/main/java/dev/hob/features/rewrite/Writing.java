// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.rewrite;

import dev.hob.features.Toolkit;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.guard.ToneGuard;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.style.StyleChecks;
import dev.hob.features.style.StyleLists;
import dev.hob.features.style.StyleRules;

/// What every rewrite needs. Immutable.
///
/// @param checks tells what has its style already
/// @param rules the deterministic helper
record Writing(NativePrompts prompts, StyleChecks checks, StyleRules rules, ToneGuard guard) {
  static Writing of(Toolkit toolkit) {
    FactExtractor facts = toolkit.facts();
    StyleLists lists = StyleLists.embedded();
    StyleRules rules = new StyleRules(facts, lists);
    return new Writing(
        toolkit.prompts(), new StyleChecks(lists, rules), rules, new ToneGuard(facts, lists));
  }
}
