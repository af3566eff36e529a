// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.time.Duration;
import java.util.Optional;

/// Latest moments, from acceptance, that are still of use to the caller.
public record Deadline(Optional<Duration> firstToken, Optional<Duration> finish) {
  public static final Deadline NONE = new Deadline(Optional.empty(), Optional.empty());

  /// Whether work that goes as `predicted` comes too late.
  public boolean isMissedBy(Prediction predicted) {
    return firstToken.filter(d -> predicted.firstToken().compareTo(d) > 0).isPresent()
        || finish.filter(d -> predicted.finish().compareTo(d) > 0).isPresent();
  }
}
