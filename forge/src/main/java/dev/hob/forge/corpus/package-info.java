// SPDX-License-Identifier: Apache-2.0

/// Reads the gathered training text: `.jsonl` and `.jsonl.xz` files of one data folder. Knows files
/// and rows, not tokens. May use the JDK, Jackson and the xz reader.
@NullMarked
package dev.hob.forge.corpus;

import org.jspecify.annotations.NullMarked;
