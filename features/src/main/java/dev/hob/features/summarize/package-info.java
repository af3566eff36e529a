// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.features.summarize;

import org.jspecify.annotations.NullMarked;
