// SPDX-License-Identifier: Apache-2.0

/// Scores of summaries and digests: key facts, unsupported facts, lost qualifiers, ROUGE-L.
@NullMarked
package dev.hob.forge.eval.summarize;

import org.jspecify.annotations.NullMarked;
