// SPDX-License-Identifier: Apache-2.0
/// What was asked, decided and used, never what was said.
@NullMarked
package dev.hob.policy.audit;

import org.jspecify.annotations.NullMarked;
