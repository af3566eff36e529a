// SPDX-License-Identifier: Apache-2.0
/// Bundles on disk: where they lie, how they get there and go away all or nothing, which version is
/// active.
@NullMarked
package dev.hob.registry.store;

import org.jspecify.annotations.NullMarked;
