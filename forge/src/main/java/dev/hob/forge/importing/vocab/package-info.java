// SPDX-License-Identifier: Apache-2.0

/// Vocabularies of foreign models to the `tokenizer.json` of a bundle. May use the engine's
/// tokenizer and errors, and `forge.gguf`.
///
/// | class | from |
/// | --- | --- |
/// | [dev.hob.forge.importing.vocab.GgufVocabulary] | a GGUF file's metadata |
/// | [dev.hob.forge.importing.vocab.FolderVocabulary] | `tokenizer.json` or `tokenizer.model` of a Hugging Face folder |
///
/// Both end in an [dev.hob.forge.importing.vocab.ImportedVocabulary], which says what the bundle's
/// config must say about begin and end. `PreTokenizers` is the table of how a named pre-tokenizer
/// splits text; `ScoreMerges` turns SentencePiece's scores into merges.
@NullMarked
package dev.hob.forge.importing.vocab;

import org.jspecify.annotations.NullMarked;
