// SPDX-License-Identifier: Apache-2.0
/// What is in memory: the base and its engine, adapters by digest, and who still uses them.
@NullMarked
package dev.hob.registry.lease;

import org.jspecify.annotations.NullMarked;
