// SPDX-License-Identifier: Apache-2.0

/// What palettes may cost, on the base that is kept for it.
@NullMarked
package dev.hob.forge.bench.quality;

import org.jspecify.annotations.NullMarked;
