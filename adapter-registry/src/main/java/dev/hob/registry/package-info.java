// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.registry;

import org.jspecify.annotations.NullMarked;
