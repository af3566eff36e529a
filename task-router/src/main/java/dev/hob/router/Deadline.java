// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.time.Duration;
import java.util.Optional;

/// Latest moments, from acceptance, that are still of use to the caller.
public record Deadline(Optional<Duration> firstToken, Optional<Duration> finish) {
  public static final Deadline NONE = new Deadline(Optional.empty(), Optional.empty());

  /// The first limit that work misses which goes as `predicted`; empty if it comes in time.
  public Optional<Missed> missedBy(Prediction predicted) {
    return late("first token", predicted.firstToken(), firstToken)
        .or(() -> late("finish", predicted.finish(), finish));
  }

  /// Whether work that goes as `predicted` comes too late.
  public boolean isMissedBy(Prediction predicted) {
    return missedBy(predicted).isPresent();
  }

  private static Optional<Missed> late(
      String moment, Duration predicted, Optional<Duration> limit) {
    return limit
        .filter(latest -> predicted.compareTo(latest) > 0)
        .map(latest -> new Missed(moment, predicted, latest));
  }

  /// One limit and how it is missed.
  ///
  /// @param moment what would come too late, in words
  public record Missed(String moment, Duration predicted, Duration latest) {
    @Override
    public String toString() {
      return moment + " in " + predicted.toMillis() + " ms of " + latest.toMillis();
    }
  }
}
