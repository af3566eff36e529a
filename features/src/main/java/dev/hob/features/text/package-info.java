// SPDX-License-Identifier: Apache-2.0
/// What a person sees of a text: the only form in which content reaches a prompt or a helper.
@NullMarked
package dev.hob.features.text;

import org.jspecify.annotations.NullMarked;
