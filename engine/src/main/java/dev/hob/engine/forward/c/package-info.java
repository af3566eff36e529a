// SPDX-License-Identifier: Apache-2.0

/// The back end in C: all layers of a step in one call, threads inside. May use what `forward` may,
/// and `kernel.c`.
///
/// Java owns all memory and writes three things into it in the form of `src/main/c/hob.h`: the base
/// once ([dev.hob.engine.forward.c.CModel]), an adapter when it is first met
/// ([dev.hob.engine.forward.c.CAdapters]), a step each time ([dev.hob.engine.forward.c.CPlan]).
/// Bases and adapters are pinned while C may read them.
@NullMarked
package dev.hob.engine.forward.c;

import org.jspecify.annotations.NullMarked;
