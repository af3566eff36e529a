// SPDX-License-Identifier: Apache-2.0

/// What palettes cost in perplexity, beside llama.cpp's own quantization of the same weights: both
/// are decoded to F32 and run by the same code over the same text.
@NullMarked
package dev.hob.forge.bench.quality;

import org.jspecify.annotations.NullMarked;
