// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.engine.sample;

import org.jspecify.annotations.NullMarked;
