// SPDX-License-Identifier: Apache-2.0
/// The session bus: `dev.hob.Intelligence1`, its Request objects, and the notification monitor.
@NullMarked
package dev.hob.ipc.dbus;

import org.jspecify.annotations.NullMarked;
