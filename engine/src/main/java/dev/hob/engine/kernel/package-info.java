// SPDX-License-Identifier: Apache-2.0

/// The arithmetic and its operands. Uses nothing of ours (`.c` uses `memory`).
///
/// [dev.hob.engine.kernel.Kernels] fixes what is computed and in which order sums are taken;
/// `.scalar` is the reference, `.vector` the fast form, and both give the same bits. Matrices are
/// [dev.hob.engine.kernel.Weights]: palettized or plain rows. Activations are
/// [dev.hob.engine.kernel.Rows] on the heap, f32. A [dev.hob.engine.kernel.KernelPool] spreads the
/// chunks of a product over the workers. `.c` knows the C library, whose arithmetic is another:
/// 8-bit activations and KV.
@NullMarked
package dev.hob.engine.kernel;

import org.jspecify.annotations.NullMarked;
