// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import java.util.OptionalInt;

/// Text to token ids and back. Content is always encoded with special tokens off: text that spells
/// `<|call|>` becomes plain bytes. Thread-safe.
public interface Tokenizer {
  /// Ids of `content`; never a special token, never truncated.
  int[] encode(String content);

  /// Id of the special token `<|name|>`, e.g. `summarize`, `1`, `P1`.
  ///
  /// @throws IllegalArgumentException the vocabulary has no such token
  int special(String name);

  /// Name of a special token, without the bars.
  java.util.Optional<String> specialName(int id);

  OptionalInt endOfSequence();

  int vocabularySize();

  /// Raw bytes of one ordinary token (byte-level); empty for specials.
  byte[] bytes(int id);

  /// A decoder that holds back incomplete UTF-8.
  TextDecoder decoder();

  /// Turns ids into text piece by piece; a character comes out when its last byte has come in. Not
  /// thread-safe.
  interface TextDecoder {
    /// Text completed by `id`, possibly empty; specials give the empty string.
    String add(int id);

    /// What is left, with malformed bytes replaced by U+FFFD.
    String finish();
  }
}
