// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// One of `--tokens`, `--minutes`, `--until`.
public final class BudgetOptions {
  @Option(names = "--tokens", description = "Train on so many tokens in all.")
  private @Nullable Long tokens;

  @Option(names = "--minutes", description = "Train for so many minutes from now.")
  private @Nullable Integer minutes;

  @Option(names = "--until", description = "Train until HH:MM, UTC.")
  private @Nullable LocalTime until;

  /// The budget of a run.
  ///
  /// @param trained time trained in earlier sessions
  public Budget budget(Clock clock, Duration trained) {
    if (tokens != null) {
      return new Budget.Tokens(tokens);
    }
    if (minutes != null) {
      return new Budget.Time(trained.plusMinutes(minutes));
    }
    ZonedDateTime now = ZonedDateTime.now(clock.withZone(ZoneOffset.UTC));
    ZonedDateTime end = now.with(until == null ? now.toLocalTime() : until);
    Duration left = Duration.between(now, end.isAfter(now) ? end : end.plusDays(1));
    return new Budget.Time(trained.plus(left));
  }
}
