// SPDX-License-Identifier: Apache-2.0

/// Scores of turning words into one call of an app's action: the outcome, the action, its
/// arguments, and the calls that must never be made.
@NullMarked
package dev.hob.forge.eval.act;

import org.jspecify.annotations.NullMarked;
