// SPDX-License-Identifier: Apache-2.0

/// Tokenized training examples: what the corpus and the generators hand to the trainer.
@NullMarked
package dev.hob.forge.shard;

import org.jspecify.annotations.NullMarked;
