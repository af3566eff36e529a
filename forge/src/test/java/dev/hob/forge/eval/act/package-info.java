// SPDX-License-Identifier: Apache-2.0

/// Tests of values, schemas and lengths of time in calls.
@NullMarked
package dev.hob.forge.eval.act;

import org.jspecify.annotations.NullMarked;
