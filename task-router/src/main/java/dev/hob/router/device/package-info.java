// SPDX-License-Identifier: Apache-2.0
/// The device as a place: plans become tokens, grammars become masks, token events become pieces.
@NullMarked
package dev.hob.router.device;

import org.jspecify.annotations.NullMarked;
