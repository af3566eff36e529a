// SPDX-License-Identifier: Apache-2.0
/// Whose turn it is: [FairQueue] orders by class, age and share, [Turnstile] gives out the turns.
@NullMarked
package dev.hob.router.queue;

import org.jspecify.annotations.NullMarked;
