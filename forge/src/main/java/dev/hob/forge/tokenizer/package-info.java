// SPDX-License-Identifier: Apache-2.0

/// Byte-level BPE: trains it, writes and reads Hugging Face's `tokenizer.json`, encodes with it.
@NullMarked
package dev.hob.forge.tokenizer;

import org.jspecify.annotations.NullMarked;
