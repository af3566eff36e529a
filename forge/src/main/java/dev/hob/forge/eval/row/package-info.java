// SPDX-License-Identifier: Apache-2.0

/// Rows with gold and predictions of a system, as JSON lines, plain or xz.
@NullMarked
package dev.hob.forge.eval.row;

import org.jspecify.annotations.NullMarked;
