// SPDX-License-Identifier: Apache-2.0

/// The Qwen3-shaped transformer in DJL: configuration, forward pass, files.
@NullMarked
package dev.hob.forge.model;

import org.jspecify.annotations.NullMarked;
