// SPDX-License-Identifier: Apache-2.0
/// One façade for people: check, show and explain, with the daemon running or not.
@NullMarked
package dev.hob.policy.inspect;

import org.jspecify.annotations.NullMarked;
