// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.engine.bundle;

import org.jspecify.annotations.NullMarked;
