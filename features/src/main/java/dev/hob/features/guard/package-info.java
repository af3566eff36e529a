// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.features.guard;

import org.jspecify.annotations.NullMarked;
