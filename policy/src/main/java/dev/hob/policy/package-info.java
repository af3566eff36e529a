// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.policy;

import org.jspecify.annotations.NullMarked;
