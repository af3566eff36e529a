// SPDX-License-Identifier: Apache-2.0

/// Scores of corrections: edits found by alignment, F0.5 over them, protected facts.
@NullMarked
package dev.hob.forge.eval.proofread;

import org.jspecify.annotations.NullMarked;
