// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

import java.lang.foreign.MemorySegment;

/// The query heads of one token that share one key/value head, over the KV of its sequence.
///
/// A page holds [KvLayout#PAGE] tokens; its part for this layer and head begins at `offset` and has
/// the form that [KvLayout] draws.
///
/// @param queries holds [heads, headDim] of this key/value head from `queryAt` on, already scaled
///   by the model's attention scale
/// @param pages of the sequence, oldest first, from the first on that is seen
/// @param offset of this layer's head in every page
/// @param first tokens of the first page that are not seen any more, below [KvLayout#PAGE]
/// @param length tokens from the first page to this one, it included, > `first`
/// @param cap scores become `cap · tanh(score / cap)`; 0 = they stay
/// @param heads query heads that share the key/value head
/// @param out [heads, headDim] from `outAt` on is overwritten
public record AttentionCall(
    float[] queries,
    int queryAt,
    MemorySegment[] pages,
    long offset,
    int first,
    int length,
    float cap,
    int heads,
    int headDim,
    float[] out,
    int outAt) {}
