// SPDX-License-Identifier: Apache-2.0
/// Random models of pinned shapes, in Hob's format and in llama.cpp's: what is measured.
@NullMarked
package dev.hob.forge.bench.model;

import org.jspecify.annotations.NullMarked;
