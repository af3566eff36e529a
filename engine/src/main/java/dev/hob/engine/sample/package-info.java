// SPDX-License-Identifier: Apache-2.0

/// Logits to a token. May use `kernel` (the exponential).
@NullMarked
package dev.hob.engine.sample;

import org.jspecify.annotations.NullMarked;
