// SPDX-License-Identifier: Apache-2.0

/// Scores of rewriting in a tone: checks of style over word lists, and what must not change.
@NullMarked
package dev.hob.forge.eval.tone;

import org.jspecify.annotations.NullMarked;
