// SPDX-License-Identifier: Apache-2.0
/// A text or a conversation → a few clauses with the sentences or turns they come from.
@NullMarked
package dev.hob.features.summarize;

import org.jspecify.annotations.NullMarked;
