// SPDX-License-Identifier: Apache-2.0

/// Scores of sorting notifications by how soon they want their reader, and how honest the stated
/// confidence is.
@NullMarked
package dev.hob.forge.eval.prioritize;

import org.jspecify.annotations.NullMarked;
