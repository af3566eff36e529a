// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.sample;

import dev.hob.engine.kernel.Exp;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Draws the tokens of one sequence. Batch-loop thread only; the same seed and logits give the same
/// tokens.
public final class Sampler {
  private final Sampling sampling;
  private final SplittableRandom random;

  public Sampler(Sampling sampling) {
    this.sampling = sampling;
    random = new SplittableRandom(sampling.seed());
  }

  /// @param id the token drawn
  /// @param logProbability natural log of its probability under the masked logits at temperature 1
  public record Drawn(int id, float logProbability) {}

  /// @param logits [vocabulary]; `-infinity` = forbidden; not changed
  /// @throws IllegalStateException nothing is allowed, or a logit is NaN or +infinity
  public Drawn draw(float[] logits) {
    int best = best(logits);
    int id = sampling.temperature() == 0f ? best : nucleus(logits, logits[best]);
    return new Drawn(id, logits[id] - logSum(logits, logits[best]));
  }

  /// The largest logit; of equals the lowest id.
  private static int best(float[] logits) {
    int best = -1;
    for (int id = 0; id < logits.length; id++) {
      float logit = logits[id];
      if (Float.isNaN(logit) || logit == Float.POSITIVE_INFINITY) {
        throw new IllegalStateException("logit of token " + id + " is " + logit);
      }
      if (logit != Float.NEGATIVE_INFINITY && (best < 0 || logit > logits[best])) {
        best = id;
      }
    }
    if (best < 0) {
      throw new IllegalStateException("no token is allowed");
    }
    return best;
  }

  private static float logSum(float[] logits, float most) {
    double sum = 0;
    for (float logit : logits) {
      if (logit - most > Exp.LOW) {
        sum += Exp.of(logit - most);
      }
    }
    return most + (float) Math.log(sum);
  }

  /// Draws from the smallest set of most probable tokens whose mass reaches `topP`.
  private int nucleus(float[] logits, float most) {
    float[] mass = new float[logits.length];
    double total = 0;
    for (int id = 0; id < logits.length; id++) {
      float distance = (logits[id] - most) / sampling.temperature();
      mass[id] = distance > Exp.LOW ? Exp.of(distance) : 0f;
      total += mass[id];
    }
    if (sampling.topP() < 1f) {
      total = keepTop(mass, total);
    }
    return pick(mass, total);
  }

  /// Clears what is not in the nucleus.
  ///
  /// @return the mass that is left
  private double keepTop(float[] mass, double total) {
    // All tokens below this together hold less than 1 - topP: none of them is in the nucleus.
    double least = total * (1 - sampling.topP()) / mass.length;
    long[] order = new long[mass.length];
    int count = 0;
    for (int id = 0; id < mass.length; id++) {
      if (mass[id] > 0 && mass[id] >= least) {
        // Ascending by this: the largest mass first, of equals the lowest id.
        order[count++] = (long) ~Float.floatToRawIntBits(mass[id]) << 32 | id;
      } else {
        mass[id] = 0f;
      }
    }
    Arrays.sort(order, 0, count);
    double kept = 0;
    for (int i = 0; i < count; i++) {
      int id = (int) order[i];
      if (i > 0 && kept >= sampling.topP() * total) {
        mass[id] = 0f;
      } else {
        kept += mass[id];
      }
    }
    return kept;
  }

  private int pick(float[] mass, double total) {
    double point = random.nextDouble() * total;
    int last = -1;
    for (int id = 0; id < mass.length; id++) {
      if (mass[id] > 0) {
        last = id;
        point -= mass[id];
        if (point < 0) {
          return id;
        }
      }
    }
    return last;
  }
}
