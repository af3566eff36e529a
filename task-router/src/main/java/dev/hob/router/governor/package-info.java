// SPDX-License-Identifier: Apache-2.0
/// Keeps the engine's memory inside the budget and gives it back: ladder, idle timer, pressure.
@NullMarked
package dev.hob.router.governor;

import org.jspecify.annotations.NullMarked;
