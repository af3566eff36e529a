// SPDX-License-Identifier: Apache-2.0

/// The only place that maps files or allocates off-heap, and the ledger that says for whom; files
/// in large pages. Uses nothing of ours.
@NullMarked
package dev.hob.engine.memory;

import org.jspecify.annotations.NullMarked;
