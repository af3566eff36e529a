// SPDX-License-Identifier: Apache-2.0
/// Who is asking: from the kernel or the bus, never from the message.
@NullMarked
package dev.hob.ipc.caller;

import org.jspecify.annotations.NullMarked;
