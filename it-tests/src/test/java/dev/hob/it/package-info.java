// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.it;

import org.jspecify.annotations.NullMarked;
