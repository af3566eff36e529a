// SPDX-License-Identifier: Apache-2.0
/// Asking the person by a notification with buttons.
@NullMarked
package dev.hob.ipc.desktop.confirm;

import org.jspecify.annotations.NullMarked;
