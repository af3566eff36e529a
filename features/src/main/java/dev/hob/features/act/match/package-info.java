// SPDX-License-Identifier: Apache-2.0
/// The deterministic helper of `act`: no model, only words. An utterance is taken apart (mood, main
/// verb, what is quoted); each candidate action gets points for words that speak for it and for
/// values that it can take; the best one is called if nothing that it needs is missing. General
/// rules only, from most certain to least:
///
/// 1. what is quoted, or stands after a colon, is a value and never a request;
/// 2. values of a type (numbers, times, days, listed words) go where name and unit say;
/// 3. pieces of text go by the preposition in front of them, or by their place.
@NullMarked
package dev.hob.features.act.match;

import org.jspecify.annotations.NullMarked;
