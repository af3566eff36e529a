// SPDX-License-Identifier: Apache-2.0

/// What a run found, as one JSON object and as a table.
@NullMarked
package dev.hob.forge.eval.report;

import org.jspecify.annotations.NullMarked;
