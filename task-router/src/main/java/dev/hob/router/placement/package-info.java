// SPDX-License-Identifier: Apache-2.0
/// Device or cloud, with the reason in words. Pure: no clock, no state.
@NullMarked
package dev.hob.router.placement;

import org.jspecify.annotations.NullMarked;
