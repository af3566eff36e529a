// SPDX-License-Identifier: Apache-2.0

/// The batch loop: the only place where sequences change. May use all packages of the engine but
/// `bundle`'s readers.
///
/// One thread, `hob-batch`, owns sequences, KV pages, prefix cache and forward pass. Others reach
/// it by a bounded inbox ([dev.hob.engine.decode.BatchLoop#submit]) and by flags; it reaches them
/// by each sequence's bounded outbox. A step takes one token of every sequence that decodes and up
/// to `prefillChunk` prompt tokens of those that do not yet, whatever their adapters.
///
/// A sequence is *waiting* until its pages are reserved, then *running*; it pauses while its outbox
/// is full (its consumer does not read) and nobody else notices. Cancelling takes effect at the
/// next token border.
@NullMarked
package dev.hob.engine.decode;

import org.jspecify.annotations.NullMarked;
