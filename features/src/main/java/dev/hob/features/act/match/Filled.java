// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/// What an utterance gives to the parameters of one action.
///
/// @param arguments those that were found, valid one by one
/// @param typed how many of them are numbers, moments, listed words or flags with a cue
/// @param used indexes of the utterance's tokens that became values
/// @param unused how many typed values nothing could take
record Filled(ObjectNode arguments, int typed, Set<Integer> used, int unused) {}
