// SPDX-License-Identifier: Apache-2.0
/// llama.cpp beside us: installed by npm into the user's cache folder, driven by lines of JSON.
@NullMarked
package dev.hob.forge.bench.peer;

import org.jspecify.annotations.NullMarked;
