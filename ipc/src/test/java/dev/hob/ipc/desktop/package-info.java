// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.ipc.desktop;

import org.jspecify.annotations.NullMarked;
