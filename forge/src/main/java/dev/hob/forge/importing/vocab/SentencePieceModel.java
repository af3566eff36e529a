// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import dev.hob.engine.bundle.IncompatibleBundleException;
import java.util.ArrayList;
import java.util.List;

/// SentencePiece's own model file (`tokenizer.model`): pieces with scores, and how text is
/// prepared. Immutable by convention: nobody writes to the array.
///
/// | message | field | means |
/// | --- | --- | --- |
/// | model | 1, 2, 3 | pieces, trainer's options, normalizer's options |
/// | piece | 1, 2, 3 | text, score, kind |
/// | trainer | 3, 41, 42 | algorithm (2: BPE), ids of begin and end |
/// | normalizer | 1, 2, 3 | name, its table, a space is put in front |
///
/// @see "sentencepiece_model.proto"
record SentencePieceModel(
    List<String> texts,
    List<TokenKind> kinds,
    float[] scores,
    boolean spacePrefix,
    int begin,
    int end) {
  private static final int BPE = 2;

  /// @throws dev.hob.engine.bundle.CorruptBundleException not such a file
  /// @throws IncompatibleBundleException another algorithm, or a normalizer that changes letters
  static SentencePieceModel parse(String file, byte[] bytes) {
    Builder model = new Builder(file);
    ProtoReader in = new ProtoReader(file, bytes);
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> model.piece(in.message());
        case 2 -> model.trainer(in.message());
        case 3 -> model.normalizer(in.message());
        default -> {}
      }
    }
    return model.build();
  }

  private static final class Builder {
    private final String file;
    private final List<String> texts = new ArrayList<>();
    private final List<TokenKind> kinds = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private long algorithm = 1;
    private boolean spacePrefix = true;
    private int begin = 1;
    private int end = 2;

    Builder(String file) {
      this.file = file;
    }

    void piece(ProtoReader in) {
      String text = "";
      float score = 0;
      TokenKind kind = TokenKind.NORMAL;
      for (int field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case 1 -> text = in.text();
          case 2 -> score = in.real();
          case 3 -> kind = TokenKind.of(in.number());
          default -> {}
        }
      }
      texts.add(text);
      scores.add(score);
      kinds.add(kind);
    }

    void trainer(ProtoReader in) {
      for (int field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case 3 -> algorithm = in.number();
          case 41 -> begin = (int) in.number();
          case 42 -> end = (int) in.number();
          default -> {}
        }
      }
    }

    void normalizer(ProtoReader in) {
      String name = "";
      boolean table = false;
      for (int field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case 1 -> name = in.text();
          case 2 -> table = !in.text().isEmpty();
          case 3 -> spacePrefix = in.number() != 0;
          default -> {}
        }
      }
      if (table) {
        throw new IncompatibleBundleException(file, "normalizer", "identity", TokenList.clip(name));
      }
    }

    SentencePieceModel build() {
      if (algorithm != BPE) {
        throw new IncompatibleBundleException(
            file, "model_type", "2 (BPE)", String.valueOf(algorithm));
      }
      float[] values = new float[scores.size()];
      for (int id = 0; id < values.length; id++) {
        values[id] = scores.get(id);
      }
      return new SentencePieceModel(texts, kinds, values, spacePrefix, begin, end);
    }
  }
}
