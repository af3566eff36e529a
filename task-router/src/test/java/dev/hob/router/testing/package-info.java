// SPDX-License-Identifier: Apache-2.0
/// Fakes of this module's ports and the suite that every [dev.hob.router.Executor] must pass.
@NullMarked
package dev.hob.router.testing;

import org.jspecify.annotations.NullMarked;
