// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import java.nio.file.Path;
import java.time.Clock;

/// Where a run writes, and whose time it goes by.
///
/// @param path folder of checkpoints and log
/// @param clock tells how long steps take
public record RunFolder(Path path, Clock clock) {}
