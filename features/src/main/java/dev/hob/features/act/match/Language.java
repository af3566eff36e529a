// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import dev.hob.features.act.value.Converter;
import dev.hob.features.act.words.Lexicon;

/// What is known of English.
record Language(Lexicon lexicon, Converter converter) {
  static Language of(Lexicon lexicon) {
    return new Language(lexicon, new Converter(lexicon));
  }
}
