// SPDX-License-Identifier: Apache-2.0
/// Sentences of content that talk to a program instead of the reader. Pure; may use `fact`.
@NullMarked
package dev.hob.features.machine;

import org.jspecify.annotations.NullMarked;
