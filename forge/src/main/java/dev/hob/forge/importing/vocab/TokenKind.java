// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

/// What a token is, with SentencePiece's numbers, which GGUF shares.
enum TokenKind {
  NORMAL,
  UNKNOWN,
  CONTROL,
  /// Found in the text before anything else is.
  USER_DEFINED,
  /// A row without a meaning, e.g. padding.
  UNUSED,
  BYTE;

  /// What a file's number means; as in llama.cpp, any other number is an ordinary token.
  static TokenKind of(long number) {
    return number >= 1 && number <= values().length ? values()[(int) number - 1] : NORMAL;
  }
}
