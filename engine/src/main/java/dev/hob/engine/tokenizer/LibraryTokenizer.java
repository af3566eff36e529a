// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.memory.Ledger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A BPE tokenizer from a bundle's `tokenizer.json`, over bytes or in SentencePiece's manner (see
/// [Spelling]). Encoding is done by Hugging Face's own library through DJL's binding; decoding is a
/// look-up in [Vocabulary]. Immutable, thread-safe.
///
/// **Content can never become a control token.** The library is given a variant of the file in
/// which no control token exists at all, neither as an added token nor in the vocabulary nor as the
/// product of a merge; so text that spells one has nothing to match. Control tokens come by
/// [#special] and out of a template's text, where [MarkupTokens] finds them.
public final class LibraryTokenizer implements Tokenizer, AutoCloseable {
  /// Bytes that the library takes for each byte of a file: 87 MB for 11 MB, measured with 262 k
  /// tokens.
  private static final int NATIVE_FACTOR = 8;

  private final Vocabulary vocabulary;
  private final MarkupTokens added;
  private final PrefixSpace prefix;
  private final SpellableText spellable;
  private final NativeTokenizer library;
  private final ModelTokens model;
  private final Ledger ledger;
  private final long bytes;
  private boolean closed;

  private LibraryTokenizer(
      TokenizerFile.Parsed parsed,
      NativeTokenizer library,
      ModelTokens model,
      Ledger ledger,
      long bytes) {
    vocabulary = parsed.vocabulary();
    added = parsed.markup();
    prefix = parsed.prefix();
    spellable = new SpellableText(parsed.vocabulary().singleBytes());
    this.library = library;
    this.model = model;
    this.ledger = ledger;
    this.bytes = bytes;
    ledger.add(Ledger.Owner.TOKENIZER, bytes);
  }

  /// @param file name for error messages
  /// @param model what the base's config says: no id of the file may be beyond its size
  /// @throws CorruptBundleException the file is malformed or does not fit `model`
  /// @throws dev.hob.engine.bundle.IncompatibleBundleException another kind of tokenizer
  public static LibraryTokenizer load(String file, byte[] json, ModelTokens model, Ledger ledger) {
    TokenizerFile.Parsed parsed = TokenizerFile.parse(file, json, model.size());
    parsed.requireAllBytes(file);
    ModelTokens known = known(parsed.vocabulary(), model);
    try {
      NativeTokenizer library = NativeTokenizer.of(parsed.variant());
      return new LibraryTokenizer(
          parsed, library, known, ledger, (long) NATIVE_FACTOR * json.length);
    } catch (RuntimeException e) {
      throw new CorruptBundleException(
          file, -1, "the tokenizer library refuses it: " + TokenizerFile.clip(e.getMessage()));
    }
  }

  /// Makes the first [#load] of a process faster that runs meanwhile, or later.
  public static void linkLibrary() {
    NativeTokenizer.link();
  }

  private static ModelTokens known(Vocabulary vocabulary, ModelTokens model) {
    List<Integer> ends =
        model.ends().isEmpty()
            ? vocabulary.special("eos").stream().boxed().toList()
            : vocabulary.checked("eos_token_id", model.ends());
    if (model.begin() >= 0) {
      vocabulary.checked("bos_token_id", List.of(model.begin()));
    }
    return new ModelTokens(model.size(), model.begin(), ends);
  }

  @Override
  public int[] encode(String content) {
    if (content.isEmpty()) {
      return new int[0];
    }
    long[] ids = library.encode(spellable.of(content));
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = Math.toIntExact(ids[i]);
      if (!vocabulary.ordinary(narrow[i])) {
        throw new IllegalStateException("content was encoded to id " + narrow[i]);
      }
    }
    return narrow;
  }

  @Override
  public int[] encodeMarkup(String text) {
    return markup(text, false);
  }

  @Override
  public int[] encodeStart(String text) {
    return markup(text, true);
  }

  private int[] markup(String text, boolean start) {
    IntStream.Builder ids = IntStream.builder();
    boolean atStart = start;
    boolean afterAdded = false;
    for (MarkupTokens.Piece piece : added.split(text)) {
      switch (piece) {
        case MarkupTokens.Piece.Token(int id) -> ids.add(id);
        case MarkupTokens.Piece.Text(String words) -> {
          for (int id : encode(prefix.before(words, atStart, afterAdded))) {
            ids.add(id);
          }
        }
      }
      afterAdded = piece instanceof MarkupTokens.Piece.Token;
      atStart = false;
    }
    return ids.build().toArray();
  }

  @Override
  public int special(String name) {
    return vocabulary
        .special(name)
        .orElseThrow(() -> new IllegalArgumentException("no control token " + name));
  }

  @Override
  public Optional<String> specialName(int id) {
    return vocabulary.specialName(id);
  }

  @Override
  public OptionalInt beginOfSequence() {
    return model.begin() < 0 ? OptionalInt.empty() : OptionalInt.of(model.begin());
  }

  @Override
  public OptionalInt endOfSequence() {
    return model.ends().stream().mapToInt(Integer::intValue).findFirst();
  }

  @Override
  public List<Integer> endTokens() {
    return model.ends();
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
