// SPDX-License-Identifier: Apache-2.0
/// How time and memory of Hob's engine grow: measured, drawn, kept.
@NullMarked
package dev.hob.forge.bench.sweep;

import org.jspecify.annotations.NullMarked;
