// SPDX-License-Identifier: Apache-2.0
/// A text → the same text with its slips mended, as edits with offsets. Sentence by sentence;
/// layout, code, links, numbers and names stay as they are.
@NullMarked
package dev.hob.features.proofread;

import org.jspecify.annotations.NullMarked;
