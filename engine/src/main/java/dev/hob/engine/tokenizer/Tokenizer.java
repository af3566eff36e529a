// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Text to token ids and back. Thread-safe.
///
/// | call | control tokens in the text | the file's space in front |
/// | --- | --- | --- |
/// | [#encode] | stay plain bytes | never |
/// | [#encodeMarkup] | are recognised | only after an added token, where the file says so |
/// | [#encodeStart] | are recognised | as the file says |
///
/// A prompt is made of pieces: the template's by [#encodeStart] and [#encodeMarkup], a user's by
/// [#encode]. SentencePiece vocabularies tie a word to the space before it, so a template's space
/// before content should be handed over with the content.
public interface Tokenizer {
  /// Ids of `content`; never a control token, nothing truncated, nothing added: the bytes of the
  /// ids are `content` (as far as the file's own normalizer leaves it).
  int[] encode(String content);

  /// Ids of a template's own text, in which control tokens are recognised by their spelling. Never
  /// for anything that a user or a file has written.
  int[] encodeMarkup(String text);

  /// As [#encodeMarkup], for the very start of a prompt: also adds the space that the file puts in
  /// front of a text. [#beginOfSequence] is not added.
  int[] encodeStart(String text);

  /// Id of the control token `<|name|>`, e.g. `summarize`, `1`, `P1`, or of the one spelled `name`,
  /// e.g. `<start_of_turn>`.
  ///
  /// @throws IllegalArgumentException the vocabulary has no such token
  int special(String name);

  /// Name of a control token, without the bars if it is spelled with them.
  Optional<String> specialName(int id);

  /// What the model expects before every prompt; empty if nothing.
  OptionalInt beginOfSequence();

  /// The first of [#endTokens].
  OptionalInt endOfSequence();

  /// All ids that end an answer, e.g. end of turn and end of text.
  default List<Integer> endTokens() {
    return endOfSequence().stream().boxed().toList();
  }

  /// Rows of the model's embedding; ids beyond the file's tokens have no bytes and no name and must
  /// never be drawn.
  int vocabularySize();

  /// Raw bytes of one ordinary token, not necessarily whole characters; empty for control tokens
  /// and for ids without a token.
  byte[] bytes(int id);

  /// A decoder that holds back incomplete UTF-8.
  TextDecoder decoder();

  /// Turns ids into text piece by piece; a character comes out when its last byte has come in. Not
  /// thread-safe.
  interface TextDecoder {
    /// Text completed by `id`, possibly empty; control tokens give the empty string.
    String add(int id);

    /// What is left, with malformed bytes replaced by U+FFFD.
    String finish();
  }
}
