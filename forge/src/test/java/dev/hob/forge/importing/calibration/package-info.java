// SPDX-License-Identifier: Apache-2.0

/// What a calibration is worth.
@NullMarked
package dev.hob.forge.importing.calibration;

import org.jspecify.annotations.NullMarked;
