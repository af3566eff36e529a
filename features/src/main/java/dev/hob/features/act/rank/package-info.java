// SPDX-License-Identifier: Apache-2.0
/// Cuts a catalogue to the few actions that an utterance may mean: BM25 (Robertson and Zaragoza
/// 2009) over the words of names, descriptions, parameters and choices.
@NullMarked
package dev.hob.features.act.rank;

import org.jspecify.annotations.NullMarked;
