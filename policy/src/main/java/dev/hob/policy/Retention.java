// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import java.time.Duration;
import java.util.Optional;

/// How long things are kept.
///
/// @param inbox notifications on disk; empty = in memory alone
public record Retention(Optional<Duration> inbox, Duration audit) {}
