// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.memory.Ledger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A byte-level BPE tokenizer from a bundle's `tokenizer.json`. Encoding is done by Hugging Face's
/// own library through DJL; decoding is a look-up in [Vocabulary]. Immutable, thread-safe.
///
/// **Content can never become a special token.** The library is given a variant of the file in
/// which no special token exists at all, neither as an added token nor in the vocabulary; so text
/// that spells one has nothing to match. Specials come by [#special] alone.
public final class ByteLevelTokenizer implements Tokenizer, AutoCloseable {
  private final Vocabulary vocabulary;
  private final HuggingFaceTokenizer library;
  private final Ledger ledger;
  private final long bytes;
  private boolean closed;

  private ByteLevelTokenizer(
      Vocabulary vocabulary, HuggingFaceTokenizer library, Ledger ledger, long bytes) {
    this.vocabulary = vocabulary;
    this.library = library;
    this.ledger = ledger;
    this.bytes = bytes;
    ledger.add(Ledger.Owner.TOKENIZER, bytes);
  }

  /// @param file name for error messages
  /// @param size `vocab_size` of the base: the ids must be exactly 0 to size - 1
  /// @param endOfSequence id from the base's config; -1: the token `<|eos|>` if there is one
  /// @throws CorruptBundleException the file is malformed or does not fit `size`
  public static ByteLevelTokenizer load(
      String file, byte[] json, int size, int endOfSequence, Ledger ledger) {
    Vocabulary.Parsed parsed = Vocabulary.parse(file, json, size, endOfSequence);
    NativeTokenizers.prepare();
    try {
      HuggingFaceTokenizer library =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(parsed.withoutSpecials()),
              Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false"));
      return new ByteLevelTokenizer(parsed.vocabulary(), library, ledger, json.length);
    } catch (IOException | RuntimeException e) {
      throw new CorruptBundleException(
          file, -1, "the tokenizer library refuses it: " + e.getMessage());
    }
  }

  @Override
  public int[] encode(String content) {
    if (content.isEmpty()) {
      return new int[0];
    }
    long[] ids = library.encode(wellFormed(content), false, false).getIds();
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = Math.toIntExact(ids[i]);
      if (!vocabulary.ordinary(narrow[i])) {
        throw new IllegalStateException("content was encoded to id " + narrow[i]);
      }
    }
    return narrow;
  }

  /// A lone surrogate is no character and has no UTF-8; it becomes U+FFFD as in any decoder.
  private static String wellFormed(String content) {
    int at = 0;
    while (at < content.length()) {
      int point = content.codePointAt(at);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        int[] points =
            content.codePoints().map(p -> p >= 0xD800 && p <= 0xDFFF ? 0xFFFD : p).toArray();
        return new String(points, 0, points.length);
      }
      at += Character.charCount(point);
    }
    return content;
  }

  @Override
  public int special(String name) {
    return vocabulary
        .special(name)
        .orElseThrow(() -> new IllegalArgumentException("no special token <|" + name + "|>"));
  }

  @Override
  public Optional<String> specialName(int id) {
    return vocabulary.specialName(id);
  }

  @Override
  public OptionalInt endOfSequence() {
    return vocabulary.endOfSequence();
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public byte[] bytes(int id) {
    byte[] token = vocabulary.bytes(id);
    return Arrays.copyOf(token, token.length);
  }

  @Override
  public TextDecoder decoder() {
    return new Utf8Decoder(vocabulary);
  }

  /// Frees the library's memory. Idempotent.
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      library.close();
      ledger.add(Ledger.Owner.TOKENIZER, -bytes);
    }
  }
}
