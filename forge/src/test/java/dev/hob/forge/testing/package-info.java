// SPDX-License-Identifier: Apache-2.0

/// What tests of other modules need of forge: small vocabularies of every kind, and the golden
/// texts on which tokenizers are compared.
@NullMarked
package dev.hob.forge.testing;

import org.jspecify.annotations.NullMarked;
