// SPDX-License-Identifier: Apache-2.0
/// Actions that are found: what running programs and installed desktop files offer by themselves.
@NullMarked
package dev.hob.ipc.desktop.harvest;

import org.jspecify.annotations.NullMarked;
