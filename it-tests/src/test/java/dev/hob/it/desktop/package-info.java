// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.it.desktop;

import org.jspecify.annotations.NullMarked;
