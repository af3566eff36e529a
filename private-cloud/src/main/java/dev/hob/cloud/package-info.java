// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.cloud;

import org.jspecify.annotations.NullMarked;
