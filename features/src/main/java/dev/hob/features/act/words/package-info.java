// SPDX-License-Identifier: Apache-2.0
/// English words as actions need them: names taken apart, stems, verbs and what they do, words that
/// mean the same. Immutable, thread-safe.
@NullMarked
package dev.hob.features.act.words;

import org.jspecify.annotations.NullMarked;
