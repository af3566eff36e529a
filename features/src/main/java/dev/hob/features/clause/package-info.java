// SPDX-License-Identifier: Apache-2.0
/// How a model comes to write the clauses of a summary or a digest: prompt, answer, guard, one more
/// attempt, and then none, so that the caller quotes.
@NullMarked
package dev.hob.features.clause;

import org.jspecify.annotations.NullMarked;
