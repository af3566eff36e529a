// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/// Text as far as a vocabulary can spell it. The library drops in silence what it cannot; here a
/// character becomes U+FFFD instead, or `?` where even that has no spelling. Immutable.
///
/// Unspellable are lone surrogates, which have no UTF-8, and characters with a byte that the
/// vocabulary lacks: some published vocabularies have no token for rare control bytes.
final class SpellableText {
  private final BitSet known;
  private final boolean complete;
  private final int replacement;

  /// @param known bytes that have a token
  SpellableText(BitSet known) {
    this.known = (BitSet) known.clone();
    complete = known.cardinality() == 256;
    replacement = spells(0xFFFD) ? 0xFFFD : '?';
  }

  String of(String text) {
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      if (!spells(point)) {
        return text.codePoints()
            .map(each -> spells(each) ? each : replacement)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
      at += Character.charCount(point);
    }
    return text;
  }

  private boolean spells(int point) {
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      return false;
    }
    if (complete) {
      return true;
    }
    for (byte value : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
      if (!known.get(value & 0xff)) {
        return false;
      }
    }
    return true;
  }
}
