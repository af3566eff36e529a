// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.router;

import org.jspecify.annotations.NullMarked;
