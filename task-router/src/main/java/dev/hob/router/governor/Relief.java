// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

import java.time.Instant;

/// One rung of the ladder, as it was climbed down.
///
/// @param rung `prefix-cache`, `idle-adapters`, `other-base` or `idle-base`
/// @param cause `budget`, `pressure` or `idle`
/// @param freed bytes that the ledger shows as freed, > 0
/// @param residentBefore resident bytes of the process by the kernel
/// @param residentAfter the same afterwards
public record Relief(
    String rung, String cause, Instant at, long freed, long residentBefore, long residentAfter) {}
