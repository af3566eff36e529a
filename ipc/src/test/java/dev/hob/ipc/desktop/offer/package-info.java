// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.ipc.desktop.offer;

import org.jspecify.annotations.NullMarked;
