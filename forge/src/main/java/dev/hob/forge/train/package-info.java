// SPDX-License-Identifier: Apache-2.0

/// Training of a base: packing, loss, optimizer, stages, checkpoints, log.
@NullMarked
package dev.hob.forge.train;

import org.jspecify.annotations.NullMarked;
