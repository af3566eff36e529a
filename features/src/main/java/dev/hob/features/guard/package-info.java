// SPDX-License-Identifier: Apache-2.0
/// Reads a model's text before anyone else does (data-plan.md, 5.5): what its sources do not hold
/// does not leave. Pure; findings are words without content.
@NullMarked
package dev.hob.features.guard;

import org.jspecify.annotations.NullMarked;
