// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import java.util.List;

/// How a byte-level vocabulary cuts text into the pieces that no merge crosses.
///
/// @param splits expressions, each of which cuts what the one before left; matches and the text
///   between them become pieces
/// @param wholeFirst a piece that is a token is taken whole, whatever the merges say
/// @param begins a token of beginning is added unless the file says otherwise
record PreTokenizer(List<String> splits, boolean wholeFirst, boolean begins) {}
