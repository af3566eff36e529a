// SPDX-License-Identifier: Apache-2.0
/// Fakes of `dev.hob.policy` for other modules' tests.
@NullMarked
package dev.hob.policy.testing;

import org.jspecify.annotations.NullMarked;
