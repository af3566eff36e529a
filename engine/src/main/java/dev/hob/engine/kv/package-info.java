// SPDX-License-Identifier: Apache-2.0

/// Keys and values of running sequences, in pages of 32 tokens, and the pages kept for prompts that
/// begin the same way. Everything here belongs to the batch loop's thread. May use `memory` and
/// `kernel`.
///
/// A sequence is a [dev.hob.engine.kv.PageTable]; pages come from a [dev.hob.engine.kv.PagePool]
/// and may be shared: a page with more than one holder is copied before it is written to. What lies
/// in a page is the back end's: f32 ([dev.hob.engine.kernel.KvLayout]) or 8 bits
/// ([dev.hob.engine.kernel.KvBytes]).
@NullMarked
package dev.hob.engine.kv;

import org.jspecify.annotations.NullMarked;
