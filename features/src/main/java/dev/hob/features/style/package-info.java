// SPDX-License-Identifier: Apache-2.0

/// How the styles `friendly`, `professional` and `concise` are written and told apart without a
/// model: word lists ([dev.hob.features.style.StyleLists], which the scorers read too), checks of a
/// finished text, the layout that a rewrite keeps, and rules that rewrite one sentence by tables. A
/// rule leaves facts, quotations, code and negations as they are. Pure and immutable; may use
/// `fact` alone.
@NullMarked
package dev.hob.features.style;

import org.jspecify.annotations.NullMarked;
