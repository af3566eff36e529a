// SPDX-License-Identifier: Apache-2.0

/// What a text states: links, codes, dates, times, numbers and names, found by code, with the span
/// each has in the text as it was given. Guard, entity marks, helpers and scorer share it, so what
/// is trained on, served and scored is the same.
///
/// | class | what it knows |
/// | --- | --- |
/// | [NormalText] | N0: one form for quotes, dashes and white space, with a way back to the original |
/// | [Tokens] | the token forms R (ROUGE), W (fact words), P (edits) |
/// | [Sentences] | S: where sentences begin and end |
/// | [FactPatterns] | the patterns, in order |
/// | [FactExtractor] | text to [Fact]s |
/// | [FactSource] | is a fact supported by this source? |
/// | [HeldSpans] | what a rewrite must leave as it is |
/// | [KeyFacts], [Qualifiers] | what an answer kept, what it lost |
///
/// Definitions: docs/eval.md, sections 2 and 4. Everything here is immutable and thread-safe.
@NullMarked
package dev.hob.features.fact;

import org.jspecify.annotations.NullMarked;
