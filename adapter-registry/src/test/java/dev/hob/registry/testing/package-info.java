// SPDX-License-Identifier: Apache-2.0
/// Real registries over small random bundles, for other modules' tests.
@NullMarked
package dev.hob.registry.testing;

import org.jspecify.annotations.NullMarked;
