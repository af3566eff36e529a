// SPDX-License-Identifier: Apache-2.0

/// Which tokens may come next: the seam behind which token grammars and schemas stand. Called on
/// the batch loop's thread between logits and sampling; what throws here fails its own sequence
/// only.
@NullMarked
package dev.hob.engine.constrain;

import org.jspecify.annotations.NullMarked;
