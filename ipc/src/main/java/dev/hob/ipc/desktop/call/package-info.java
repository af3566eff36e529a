// SPDX-License-Identifier: Apache-2.0
/// Calling an action in the app's own interface, with its state read before and after.
@NullMarked
package dev.hob.ipc.desktop.call;

import org.jspecify.annotations.NullMarked;
