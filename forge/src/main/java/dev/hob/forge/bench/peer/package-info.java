// SPDX-License-Identifier: Apache-2.0

/// llama.cpp as rival and oracle: its ready libraries come from npm, pinned by a lock file that
/// lies here as a resource.
@NullMarked
package dev.hob.forge.bench.peer;

import org.jspecify.annotations.NullMarked;
