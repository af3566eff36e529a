// SPDX-License-Identifier: Apache-2.0

/// The reference: plain loops in the order that [dev.hob.engine.kernel.Kernels] fixes.
@NullMarked
package dev.hob.engine.kernel.scalar;

import org.jspecify.annotations.NullMarked;
