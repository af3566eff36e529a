// SPDX-License-Identifier: Apache-2.0

/// Text to ids and back, for BPE in Hugging Face's `tokenizer.json`: over bytes, or in
/// SentencePiece's manner with `▁` and byte fallback. May use `bundle`'s errors and `memory`.
///
/// [dev.hob.engine.tokenizer.Tokenizer] is what others see. `TokenizerFile` checks a file before
/// the native library gets it and takes the control tokens out of what the library gets, so that
/// content cannot spell one; `MarkupTokens` finds them in a template's own text.
@NullMarked
package dev.hob.engine.tokenizer;

import org.jspecify.annotations.NullMarked;
