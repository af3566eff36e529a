// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.daemon;

import org.jspecify.annotations.NullMarked;
