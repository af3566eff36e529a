// SPDX-License-Identifier: Apache-2.0

/// The C library, seen from Java: whether it is there and runs on this CPU, its functions, and how
/// operands are written into memory for it. The contract is `src/main/c/hob.h`; every length,
/// offset and shape is checked here or before, since C checks nothing again.
@NullMarked
package dev.hob.engine.kernel.c;

import org.jspecify.annotations.NullMarked;
