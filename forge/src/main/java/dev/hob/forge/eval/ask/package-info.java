// SPDX-License-Identifier: Apache-2.0

/// A running Hob as the system that is scored: what users get, guard included.
@NullMarked
package dev.hob.forge.eval.ask;

import org.jspecify.annotations.NullMarked;
