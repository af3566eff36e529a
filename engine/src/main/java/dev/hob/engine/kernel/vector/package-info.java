// SPDX-License-Identifier: Apache-2.0

/// The same kernels with the Vector API: one class for machines whose preferred vectors have 512
/// bits, one for narrower ones. Species are static finals, loops stand in small static methods:
/// otherwise C2 does not keep vectors in registers. Until C2 has compiled them (some thousand
/// calls) they are slow; [dev.hob.engine.Engine] warms them up.
@NullMarked
package dev.hob.engine.kernel.vector;

import org.jspecify.annotations.NullMarked;
