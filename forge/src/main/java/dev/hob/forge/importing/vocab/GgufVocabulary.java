// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.forge.gguf.GgufMetadata;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The vocabulary in a GGUF file's metadata (`tokenizer.ggml.*`) as `tokenizer.json`, which encodes
/// as llama.cpp does. Two kinds: `gpt2` is byte-level BPE with a named pre-tokenizer, `llama` is
/// SentencePiece with scores.
public final class GgufVocabulary {
  private static final String KEY = "tokenizer.ggml.";

  private final String file;
  private final GgufMetadata metadata;
  private final TokenList tokens;

  private GgufVocabulary(String file, GgufMetadata metadata) {
    this.file = file;
    this.metadata = metadata;
    List<String> texts = metadata.texts(KEY + "tokens");
    if (texts.isEmpty()) {
      throw new CorruptBundleException(
          file, -1, "no " + KEY + "tokens: a model without vocabulary");
    }
    long[] types = metadata.integers(KEY + "token_type");
    List<TokenKind> kinds =
        types.length == 0
            ? texts.stream().map(text -> TokenKind.NORMAL).toList()
            : Arrays.stream(types).mapToObj(TokenKind::of).toList();
    tokens = new TokenList(file, texts, kinds);
  }

  /// @param file name for error messages
  /// @throws CorruptBundleException the lists do not fit each other
  /// @throws IncompatibleBundleException another kind of vocabulary, or a pre-tokenizer that is not
  ///   known: text would be cut wrongly, and the model would answer badly without any error
  public static ImportedVocabulary convert(String file, GgufMetadata metadata) {
    String model = metadata.text(KEY + "model").orElse("missing");
    return switch (model) {
      case "gpt2" -> new GgufVocabulary(file, metadata).byteLevel();
      case "llama" -> new GgufVocabulary(file, metadata).sentencePiece();
      default ->
          throw new IncompatibleBundleException(
              file,
              KEY + "model",
              "gpt2 (byte-level BPE) or llama (SentencePiece)",
              TokenList.clip(model));
    };
  }

  private ImportedVocabulary byteLevel() {
    String name = metadata.text(KEY + "pre").orElse("default");
    PreTokenizer pre =
        PreTokenizers.named(name)
            .orElseThrow(() ->
                new IncompatibleBundleException(
                    file, KEY + "pre", "one of " + known(), TokenList.clip(name)));
    byte[] json = new TokenizerJsonWriter(tokens, merges(), false).byteLevel(pre, false);
    return imported(json, pre.begins(), -1, -1);
  }

  private static String known() {
    return PreTokenizers.names().stream().collect(Collectors.joining(", "));
  }

  private List<String[]> merges() {
    List<String> lines = metadata.texts(KEY + "merges");
    if (lines.isEmpty()) {
      throw new CorruptBundleException(file, -1, "no " + KEY + "merges");
    }
    return MergeLines.read(file, lines, tokens);
  }

  private ImportedVocabulary sentencePiece() {
    float[] scores = metadata.numbers(KEY + "scores");
    if (scores.length != tokens.size()) {
      throw new CorruptBundleException(
          file, -1, scores.length + " scores for " + tokens.size() + " tokens");
    }
    boolean phi3 = metadata.text("general.architecture").orElse("").equals("phi3");
    TokenizerJsonWriter writer =
        new TokenizerJsonWriter(tokens, ScoreMerges.of(tokens, scores), phi3);
    byte[] json = writer.sentencePiece(metadata.truth(KEY + "add_space_prefix").orElse(true));
    return imported(json, true, 1, 2);
  }

  private ImportedVocabulary imported(byte[] json, boolean begins, int bos, int eos) {
    int begin = metadata.truth(KEY + "add_bos_token").orElse(begins) ? id("bos_token_id", bos) : -1;
    List<Integer> named =
        IntStream.of(id("eos_token_id", eos), id("eot_token_id", -1), id("eom_token_id", -1))
            .boxed()
            .toList();
    return new ImportedVocabulary(json, tokens.size(), begin, tokens.ends(named));
  }

  /// -1: the file gives none.
  private int id(String key, int fallback) {
    OptionalLong given = metadata.integer(KEY + key);
    if (given.isPresent() && (given.getAsLong() < 0 || given.getAsLong() >= tokens.size())) {
      throw new CorruptBundleException(
          file,
          -1,
          String.format(
              Locale.ROOT, "%s%s is %d of %d tokens", KEY, key, given.getAsLong(), tokens.size()));
    }
    int id = (int) given.orElse(fallback);
    return tokens.isToken(id) ? id : -1;
  }
}
