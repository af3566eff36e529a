// SPDX-License-Identifier: Apache-2.0
/// Policy files in, merged settings with the origin of each value out: YAML with locations, the
/// table of keys, units, the merge, and the rule that a user layer may only restrict. Pure but for
/// reading files.
@NullMarked
package dev.hob.policy.layer;

import org.jspecify.annotations.NullMarked;
