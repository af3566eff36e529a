// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.ipc.desktop.harvest;

import org.jspecify.annotations.NullMarked;
