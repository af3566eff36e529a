// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hob.features.proofread;

import org.jspecify.annotations.NullMarked;
