// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.cli;

import org.jspecify.annotations.NullMarked;
