// SPDX-License-Identifier: Apache-2.0

/// Text to ids and back, for byte-level BPE in Hugging Face's `tokenizer.json`. May use `bundle`'s
/// errors and `memory`.
///
/// [dev.hob.engine.tokenizer.Tokenizer] is what others see. The file is checked by `Vocabulary`
/// before the native library gets it; special tokens are taken out of what the library gets, so
/// that content cannot spell one.
@NullMarked
package dev.hob.engine.tokenizer;

import org.jspecify.annotations.NullMarked;
