// SPDX-License-Identifier: Apache-2.0

/// Rewriting a text in a style, sentence by sentence, its layout kept.
@NullMarked
package dev.hob.features.rewrite;

import org.jspecify.annotations.NullMarked;
