// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.ipc;

import org.jspecify.annotations.NullMarked;
