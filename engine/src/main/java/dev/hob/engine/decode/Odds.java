// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import java.util.Arrays;

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

  private final double[] first;
  private final double[] right = new double[Hunch.values().length];
  private final double[] told = new double[Hunch.values().length];
  private final double lean;
  private final double fade;

  private Odds(double[] first, double lean, double fade) {
    this.first = first;
    this.lean = lean;
    this.fade = fade;
  }

  /// Those of an engine.
  static Odds ofEngine() {
    double[] first = Arrays.stream(Hunch.values()).mapToDouble(hunch -> hunch.first).toArray();
    return new Odds(first, ENGINE_LEAN, ENGINE_FADE);
  }

  /// Those of a sequence that begins now.
  Odds ofSequence() {
    double[] now = Arrays.stream(Hunch.values()).mapToDouble(this::of).toArray();
    return new Odds(now, LEAN, FADE);
  }

  double of(Hunch hunch) {
    int i = hunch.ordinal();
    return hunch == Hunch.CERTAIN ? 1 : (right[i] + lean * first[i]) / (told[i] + lean);
  }

  void learn(Hunch hunch, boolean wasRight) {
    int i = hunch.ordinal();
    right[i] = fade * right[i] + (wasRight ? 1 : 0);
    told[i] = fade * told[i] + 1;
  }
}
