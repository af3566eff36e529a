// SPDX-License-Identifier: Apache-2.0
/// The channels that carry work nobody waits for, with their overflow rules.
@NullMarked
package dev.hob.ipc.channel;

import org.jspecify.annotations.NullMarked;
