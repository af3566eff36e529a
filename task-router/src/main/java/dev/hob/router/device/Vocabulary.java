// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.tokenizer.Tokenizer;
import java.util.BitSet;

/// Which ids are ordinary text and which are special. Immutable; made once for each base.
///
/// @param text ids that stand for bytes; all others are specials or unused
/// @param ends ids that end an answer; empty when the base has none
record Vocabulary(BitSet text, BitSet ends) {
  static Vocabulary of(Tokenizer tokenizer) {
    BitSet text = new BitSet(tokenizer.vocabularySize());
    for (int id = 0; id < tokenizer.vocabularySize(); id++) {
      if (tokenizer.specialName(id).isEmpty() && tokenizer.bytes(id).length > 0) {
        text.set(id);
      }
    }
    BitSet ends = new BitSet();
    tokenizer.endTokens().forEach(ends::set);
    return new Vocabulary(text, ends);
  }
}
