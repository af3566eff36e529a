// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.rewrite;

import dev.hob.features.style.StyleRules;

/// A sentence to rewrite and what stands around it.
///
/// @param before the sentence before it, empty if none
/// @param after the one behind it, empty if none
record Sentence(String text, StyleRules.Place place, String before, String after) {}
