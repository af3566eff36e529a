// SPDX-License-Identifier: Apache-2.0
/// The engine against llama.cpp, both in processes of their own that take turns.
@NullMarked
package dev.hob.forge.bench.engine;

import org.jspecify.annotations.NullMarked;
