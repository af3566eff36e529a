// SPDX-License-Identifier: Apache-2.0
/// Makes a base bundle of a downloaded open model: a GGUF file or a Hugging Face folder is read
/// tensor by tensor ([dev.hob.forge.importing.source]), palettized strip by strip, and installed
/// beside the other bases. Memory is bounded by a few strips, not by the model.
@NullMarked
package dev.hob.forge.importing;

import org.jspecify.annotations.NullMarked;
