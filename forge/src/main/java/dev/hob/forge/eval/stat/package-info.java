// SPDX-License-Identifier: Apache-2.0

/// Scores as functions of sums over rows, and how sure they are: every metric is recomputed from
/// the summed counts of a resample, so that the interval of a corpus score (F0.5, macro F1) is its
/// own.
@NullMarked
package dev.hob.forge.eval.stat;

import org.jspecify.annotations.NullMarked;
