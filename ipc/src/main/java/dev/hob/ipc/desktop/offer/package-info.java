// SPDX-License-Identifier: Apache-2.0
/// What an action of an app is to the bus: how it is called, of which types, with which risk.
@NullMarked
package dev.hob.ipc.desktop.offer;

import org.jspecify.annotations.NullMarked;
