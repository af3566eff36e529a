// SPDX-License-Identifier: Apache-2.0
/// `hob bench`: how fast, on this machine, beside whom.
@NullMarked
package dev.hob.forge.bench;

import org.jspecify.annotations.NullMarked;
