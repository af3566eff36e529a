// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.client;

import org.jspecify.annotations.NullMarked;
