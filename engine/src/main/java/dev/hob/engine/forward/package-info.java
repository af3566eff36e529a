// SPDX-License-Identifier: Apache-2.0

/// One step of the transformer over [dev.hob.engine.kernel.Kernels]: embedding, norms, rotary
/// positions, attention, SwiGLU, logits. No queue, no clock, no policy. May use `bundle`, `kv`,
/// `lora`, `kernel`.
///
/// A step is a list of [dev.hob.engine.forward.Span]s: some tokens of one sequence each, prompt and
/// decode alike. Every operation treats a row by itself and in a fixed order of sums, so the bits
/// of a row depend neither on the rows beside it nor on how a prompt is cut into chunks: that is
/// what makes interleaved generations equal to solo runs, and warm prefixes to cold ones.
/// [dev.hob.engine.forward.Scorer] is the way in for whoever wants logits without an engine.
@NullMarked
package dev.hob.engine.forward;

import org.jspecify.annotations.NullMarked;
