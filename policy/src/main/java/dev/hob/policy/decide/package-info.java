// SPDX-License-Identifier: Apache-2.0
/// Decisions over merged settings: the effective policy, its reload as a whole or not at all, the
/// person's consent, and quotas.
@NullMarked
package dev.hob.policy.decide;

import org.jspecify.annotations.NullMarked;
