// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.forge.gguf;

import org.jspecify.annotations.NullMarked;
