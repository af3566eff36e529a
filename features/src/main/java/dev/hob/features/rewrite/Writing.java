// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.rewrite;

import dev.hob.features.Toolkit;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.guard.ToneGuard;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.style.MailManners;
import dev.hob.features.style.StyleChecks;
import dev.hob.features.style.StyleLists;
import dev.hob.features.style.StyleRules;

/// What every rewrite needs. Immutable.
///
/// @param checks tells what has its style already
/// @param rules the deterministic helper, sentence by sentence
/// @param manners the same for a whole mail
record Writing(
    NativePrompts prompts,
    StyleLists lists,
    StyleChecks checks,
    StyleRules rules,
    MailManners manners,
    ToneGuard guard) {
  static Writing of(Toolkit toolkit) {
    FactExtractor facts = toolkit.facts();
    StyleLists lists = StyleLists.embedded();
    StyleRules rules = new StyleRules(facts, lists);
    return new Writing(
        toolkit.prompts(),
        lists,
        new StyleChecks(lists, rules),
        rules,
        new MailManners(lists),
        new ToneGuard(facts, lists));
  }
}
