// SPDX-License-Identifier: Apache-2.0

/// Golden cases of an adapter, run through the features as a request would be, before it is
/// installed.
@NullMarked
package dev.hob.daemon.golden;

import org.jspecify.annotations.NullMarked;
