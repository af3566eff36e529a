// SPDX-License-Identifier: Apache-2.0
/// Notifications seen since the last digest, in memory, bounded by count and age.
@NullMarked
package dev.hob.ipc.inbox;

import org.jspecify.annotations.NullMarked;
