// SPDX-License-Identifier: Apache-2.0

/// Seeded generators of task examples: what a feature is asked (typed input) and what it should
/// answer. They know words and rules, not tokens; [dev.hob.forge.shard] renders and encodes.
/// Everything is a function of (seed, purpose, index).
@NullMarked
package dev.hob.forge.generate;

import org.jspecify.annotations.NullMarked;
