// SPDX-License-Identifier: Apache-2.0

/// llama.cpp says what is right: small random models of every family, weight type, vocabulary and
/// file form are made here, imported by Hob and run by both.
@NullMarked
package dev.hob.it.oracle;

import org.jspecify.annotations.NullMarked;
