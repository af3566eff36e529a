// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.time.Duration;
import java.util.Optional;

/// Latest moments, from acceptance, that are still of use to the caller.
public record Deadline(Optional<Duration> firstToken, Optional<Duration> finish) {
  public static final Deadline NONE = new Deadline(Optional.empty(), Optional.empty());
}
