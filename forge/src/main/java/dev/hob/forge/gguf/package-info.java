// SPDX-License-Identifier: Apache-2.0

/// GGUF files, versions 2 and 3: read with every length checked before it is believed, written for
/// tests and benches. May use `engine`'s mapped files and its typed complaints; knows no model.
///
/// ```
/// "GGUF" | u32 version | u64 tensors | u64 entries
/// entries: text key | u32 kind | value          (text = u64 length, UTF-8)
/// tensors: text name | u32 sides | u64 side… (innermost first) | u32 type | u64 offset in data
/// padding to general.alignment (32) | data
/// ```
///
/// All numbers are little-endian. A model in N files (`…-00001-of-0000N.gguf`) has its metadata in
/// the first; each has `split.no` and `split.count` and its own tensors.
///
/// @see "https://github.com/ggml-org/ggml: docs/gguf.md"
@NullMarked
package dev.hob.forge.gguf;

import org.jspecify.annotations.NullMarked;
