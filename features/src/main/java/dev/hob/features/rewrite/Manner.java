// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.rewrite;

import dev.hob.features.style.Style;

/// How a text is to be rewritten.
///
/// @param strength 1 to 3: how much may change
record Manner(Style style, int strength) {}
