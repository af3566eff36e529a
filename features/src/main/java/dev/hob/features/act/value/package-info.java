// SPDX-License-Identifier: Apache-2.0
/// From people's words to values of a schema: numbers, moments, durations, yes and no, listed
/// choices, lists. Pure: `now` comes in. What cannot be read with certainty is empty, and the
/// person is asked.
@NullMarked
package dev.hob.features.act.value;

import org.jspecify.annotations.NullMarked;
