// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.forge;

import org.jspecify.annotations.NullMarked;
