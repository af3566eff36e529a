// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import dev.hob.router.Prediction;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How many questions stand on the desktop: an app must not be able to paper it over until a person
/// presses any button to get rid of them. Thread-safe.
final class Questions {
  private static final int MOST_OF_ONE = 2;
  private static final int MOST = 8;

  /// Guarded by this.
  private final List<Who> open = new ArrayList<>();

  /// One question; closed when it is answered.
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /// @param wait how long the longest question may still stand
  /// @throws RefusedException too many stand already
  synchronized Place open(Who who, Duration wait) {
    long own = open.stream().filter(who::equals).count();
    if (own >= MOST_OF_ONE || open.size() >= MOST) {
      throw new RefusedException(
          new Refusal.OverCapacity(wait, open.size(), new Prediction(wait, wait)));
    }
    open.add(who);
    return () -> close(who);
  }

  private synchronized void close(Who who) {
    open.remove(who);
  }
}
