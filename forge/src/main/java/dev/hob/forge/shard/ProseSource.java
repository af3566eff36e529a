// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import dev.hob.forge.corpus.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Running text, one piece of a document an example, in a new order each epoch: `<|bos|>` text, and
/// `<|eos|>` after the last piece of a document. Every token counts.
///
/// Documents longer than an example are cut into equal pieces at a white space. The pieces are
/// measured in bytes before anything is encoded ([#BYTES_A_TOKEN], on the low side of what the
/// tokenizer reaches); the few tokens by which a piece still exceeds `maxTokens` are dropped.
final class ProseSource implements ExampleSource {
  private static final double BYTES_A_TOKEN = 3.5;

  private final Texts texts;
  private final TextEncoder encoder;
  private final int maxTokens;
  private final String family;
  private final Permutation order;

  /// `firstPiece[d]` = number of pieces before document d; one entry more than documents.
  private final int[] firstPiece;

  ProseSource(String family, Texts texts, TextEncoder encoder, int maxTokens, long seed) {
    this.family = family;
    this.texts = texts;
    this.encoder = encoder;
    this.maxTokens = maxTokens;
    firstPiece = new int[texts.size() + 1];
    for (int i = 0; i < texts.size(); i++) {
      double pieces = Math.ceil(texts.utf8(i).length / (maxTokens * BYTES_A_TOKEN));
      firstPiece[i + 1] = firstPiece[i] + (int) pieces;
    }
    order = new Permutation(firstPiece[texts.size()], seed);
  }

  /// Pieces of one epoch.
  int size() {
    return firstPiece[texts.size()];
  }

  @Override
  public Example at(long index) {
    int piece = order.at(index);
    int found = Arrays.binarySearch(firstPiece, piece);
    int document = found >= 0 ? found : -found - 2;
    byte[] utf8 = texts.utf8(document);
    int pieces = firstPiece[document + 1] - firstPiece[document];
    int which = piece - firstPiece[document];
    int from = cut(utf8, which, pieces);
    int to = cut(utf8, which + 1, pieces);
    String text = new String(utf8, from, to - from, StandardCharsets.UTF_8);
    ExampleBuilder example = new ExampleBuilder(encoder).special("bos");
    for (int token : encoder.encode(text.strip())) {
      if (example.size() < maxTokens) {
        example.token(token);
      }
    }
    if (to == utf8.length && example.size() < maxTokens) {
      example.special("eos");
    }
    return example.build(family);
  }

  /// Start of piece `which`: its even share, moved on to just after the next white space.
  private static int cut(byte[] utf8, int which, int pieces) {
    int at = (int) ((long) utf8.length * which / pieces);
    if (at == 0) {
      return 0;
    }
    while (at < utf8.length && utf8[at - 1] != ' ' && utf8[at - 1] != '\n') {
      at++;
    }
    return at;
  }
}
