// SPDX-License-Identifier: Apache-2.0
/// Fakes of what the features ask for, shared with other modules' tests.
@NullMarked
package dev.hob.features.testing;

import org.jspecify.annotations.NullMarked;
