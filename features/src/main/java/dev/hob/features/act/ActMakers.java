// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import dev.hob.features.act.match.ActionMatcher;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.prompt.NativePrompts;

/// What choosing is made with; the same for all requests.
record ActMakers(NativePrompts prompts, ActionMatcher matcher, Lexicon lexicon) {}
