// SPDX-License-Identifier: Apache-2.0
/// From full precision to at most 3.5 bits a weight, everything counted: which tensors get two bits
/// ([dev.hob.forge.palette.BitMap]), the tables and scales of each
/// ([dev.hob.forge.palette.TableFit]), and the base that holds them
/// ([dev.hob.forge.palette.PalettizedBase]). The bytes on disk are the engine's matter.
@NullMarked
package dev.hob.forge.palette;

import org.jspecify.annotations.NullMarked;
