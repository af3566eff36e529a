// SPDX-License-Identifier: Apache-2.0
/// Puts the embedded bundle together: base, recovery, adapters, golden cases, cards, what ships;
/// prints bytes by part and keeps the size limit.
@NullMarked
package dev.hob.forge.bundle;

import org.jspecify.annotations.NullMarked;
