// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.features.fact;

import org.jspecify.annotations.NullMarked;
