// SPDX-License-Identifier: Apache-2.0
/// The deterministic helpers (data-plan.md, 5.7): what answers where no model is better. They
/// choose and quote, they never phrase. Pure; word lists and rules are resources of this package.
@NullMarked
package dev.hob.features.helper;

import org.jspecify.annotations.NullMarked;
