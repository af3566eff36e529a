// SPDX-License-Identifier: Apache-2.0

/// The low-rank part of a step: `y += scaling · B (A x)`, never merged into the base, computed for
/// each group of rows that share their adapters. May use `bundle` and `kernel`.
@NullMarked
package dev.hob.engine.lora;

import org.jspecify.annotations.NullMarked;
