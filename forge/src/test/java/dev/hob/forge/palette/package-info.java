// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.forge.palette;

import org.jspecify.annotations.NullMarked;
