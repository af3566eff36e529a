// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// SentencePiece's scores as ranked merges.
///
/// SentencePiece joins, of all neighbours whose joint spelling is a piece, those with the highest
/// score first, and of equal ones the leftmost. BPE joins by the rank of a pair. So every way to
/// cut a piece into two pieces becomes a pair, ranked by the piece's score. Ways of equal score
/// follow each other by the length of their left half, longest first, as in Hugging Face's own
/// conversion; trained vocabularies have no two pieces of one score, so that only matters within a
/// piece.
///
/// Pieces that are not text (control, unknown, byte, user-defined, unused) are neither joined nor
/// made: stricter than llama.cpp, where text may join into a control token's spelling.
final class ScoreMerges {
  private record Pair(String left, String right, float score) {}

  private static final Comparator<Pair> RANK =
      Comparator.comparingDouble((Pair pair) -> pair.score)
          .thenComparingInt(pair -> pair.left.codePointCount(0, pair.left.length()))
          .thenComparingInt(pair -> pair.right.codePointCount(0, pair.right.length()))
          .reversed();

  private ScoreMerges() {}

  /// @param scores one a token
  /// @return pairs of spellings, the first to be joined first
  static List<String[]> of(TokenList tokens, float[] scores) {
    List<Pair> pairs = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.kind(id) == TokenKind.NORMAL) {
        addSplits(tokens, tokens.text(id), scores[id], pairs);
      }
    }
    pairs.sort(RANK);
    return pairs.stream().map(pair -> new String[] {pair.left, pair.right}).toList();
  }

  private static void addSplits(TokenList tokens, String piece, float score, List<Pair> pairs) {
    for (int at = piece.offsetByCodePoints(0, 1);
        at < piece.length();
        at = piece.offsetByCodePoints(at, 1)) {
      String left = piece.substring(0, at);
      String right = piece.substring(at);
      if (isText(tokens, left) && isText(tokens, right)) {
        pairs.add(new Pair(left, right, score));
      }
    }
  }

  private static boolean isText(TokenList tokens, String piece) {
    int id = tokens.id(piece);
    return id >= 0 && tokens.kind(id) == TokenKind.NORMAL;
  }
}
