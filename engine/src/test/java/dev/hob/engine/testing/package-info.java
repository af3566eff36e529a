// SPDX-License-Identifier: Apache-2.0

/// Real bundles for tests of every module, small enough to be made anew in each test.
@NullMarked
package dev.hob.engine.testing;

import org.jspecify.annotations.NullMarked;
