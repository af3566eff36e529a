// SPDX-License-Identifier: Apache-2.0
/// What the machine can do at best, and whether it is quiet enough to be asked.
@NullMarked
package dev.hob.forge.bench.machine;

import org.jspecify.annotations.NullMarked;
