// SPDX-License-Identifier: Apache-2.0

/// Brings a palettized base back to what its original says: by training its tables and scales, and
/// by a recovery adapter.
@NullMarked
package dev.hob.forge.recover;

import org.jspecify.annotations.NullMarked;
