// SPDX-License-Identifier: Apache-2.0

/// How soon a notification wants its reader: high, normal or low, with how sure that is and why.
@NullMarked
package dev.hob.features.prioritize;

import org.jspecify.annotations.NullMarked;
