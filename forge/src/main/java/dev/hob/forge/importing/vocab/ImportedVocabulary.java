// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.engine.tokenizer.ModelTokens;
import java.util.List;

/// A foreign model's vocabulary as a bundle holds it. Immutable by convention: nobody writes to the
/// array.
///
/// @param tokenizerJson the bundle's `tokenizer.json`
/// @param size number of ids that the source lists, padding included; the model's `vocab_size` must
///   not be smaller
/// @param begin id for the config's `bos_token_id`; -1: the model expects none before a prompt
/// @param ends ids for the config's `eos_token_id`, the source's own first; empty: it names none
public record ImportedVocabulary(byte[] tokenizerJson, int size, int begin, List<Integer> ends) {
  public ImportedVocabulary {
    ends = List.copyOf(ends);
  }

  /// Loads it as the engine will.
  ///
  /// @param file name for error messages
  /// @param vocabulary the model's `vocab_size`
  /// @throws dev.hob.engine.bundle.CorruptBundleException the engine cannot use it
  /// @throws dev.hob.engine.bundle.IncompatibleBundleException another kind of tokenizer
  public LibraryTokenizer open(String file, int vocabulary, Ledger ledger) {
    return LibraryTokenizer.load(
        file, tokenizerJson, new ModelTokens(vocabulary, begin, ends), ledger);
  }
}
