// SPDX-License-Identifier: Apache-2.0
/// Whether a bundle may be used: its files, its signature, its golden cases, its fit to a base.
@NullMarked
package dev.hob.registry.verify;

import org.jspecify.annotations.NullMarked;
