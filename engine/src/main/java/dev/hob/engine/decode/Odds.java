// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/// How often each kind of hunch was right: of one sequence, leaning on those of the engine while it
/// knows little itself. Old experience fades. Batch-loop thread only.
///
/// Every token drawn tells about the hunch that there was, drafted or not: so a sequence that has
/// stopped drafting because it did not pay notices for nothing when it would pay again.
final class Odds {
  /// Experience that the engine's figure weighs.
  private static final double LEAN = 4;

  private static final double FADE = 0.95;
  private static final double ENGINE_FADE = 0.995;
  private static final double ENGINE_LEAN = 20;

  /// What was seen, faded.
  private static final class Tally {
    final double first;
    double right;
    double told;

    Tally(double first) {
      this.first = first;
    }
  }

  private final Map<Hunch, Tally> tallies = new EnumMap<>(Hunch.class);
  private final double lean;
  private final double fade;

  private Odds(ToDoubleFunction<Hunch> first, double lean, double fade) {
    for (Hunch hunch : Hunch.values()) {
      tallies.put(hunch, new Tally(first.applyAsDouble(hunch)));
    }
    this.lean = lean;
    this.fade = fade;
  }

  /// Those of an engine.
  static Odds ofEngine() {
    return new Odds(hunch -> hunch.first, ENGINE_LEAN, ENGINE_FADE);
  }

  /// Those of a sequence that begins now.
  Odds ofSequence() {
    return new Odds(this::of, LEAN, FADE);
  }

  private Tally tally(Hunch hunch) {
    return Objects.requireNonNull(tallies.get(hunch));
  }

  double of(Hunch hunch) {
    Tally tally = tally(hunch);
    return hunch == Hunch.CERTAIN ? 1 : (tally.right + lean * tally.first) / (tally.told + lean);
  }

  void learn(Hunch hunch, boolean wasRight) {
    Tally tally = tally(hunch);
    tally.right = fade * tally.right + (wasRight ? 1 : 0);
    tally.told = fade * tally.told + 1;
  }
}
