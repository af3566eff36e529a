// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.admission;

import dev.hob.router.Prediction;
import java.time.Duration;

/// Counts predictions given and how many were kept. Thread-safe. A request that was cancelled or
/// refused later is not counted: nobody could see its end.
public final class Promises {
  private long finished;
  private long kept;
  private long firstTokenKept;

  /// @param firstToken real time from acceptance
  /// @param finish real time from acceptance
  public synchronized void settle(Prediction predicted, Duration firstToken, Duration finish) {
    finished++;
    if (finish.compareTo(predicted.finish()) <= 0) {
      kept++;
    }
    if (firstToken.compareTo(predicted.firstToken()) <= 0) {
      firstTokenKept++;
    }
  }

  public synchronized Kept kept() {
    return new Kept(finished, kept, firstTokenKept);
  }

  /// @param given predictions whose request ran to its end
  /// @param finishKept of these, how many ended by the predicted time
  /// @param firstTokenKept of these, how many had their first token by the predicted time
  public record Kept(long given, long finishKept, long firstTokenKept) {}
}
