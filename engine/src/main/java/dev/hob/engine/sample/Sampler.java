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
    double[] mass = new double[logits.length];
    double total = 0;
    for (int id = 0; id < logits.length; id++) {
      double power = Math.exp((logits[id] - (double) most) / sampling.temperature());
      mass[id] = power;
      total += power;
    }
    return sampling.topP() == 1f ? pick(mass, ids(mass, 0), total) : fromTop(mass, total);
  }

  private int fromTop(double[] mass, double total) {
    // All tokens below this together hold less than 1 - topP: none of them is in the nucleus.
    double least = total * (1 - sampling.topP()) / mass.length;
    Integer[] ids = ids(mass, least);
    Arrays.sort(ids, (a, b) -> mass[a] == mass[b] ? a - b : Double.compare(mass[b], mass[a]));
    double kept = 0;
    int count = 0;
    while (count < ids.length && kept < sampling.topP() * total) {
      kept += mass[ids[count++]];
    }
    return pick(mass, Arrays.copyOf(ids, Math.max(1, count)), kept);
  }

  private static Integer[] ids(double[] mass, double least) {
    return java.util.stream.IntStream.range(0, mass.length)
        .filter(id -> mass[id] > 0 && mass[id] >= least)
        .boxed()
        .toArray(Integer[]::new);
  }

  private int pick(double[] mass, Integer[] ids, double total) {
    double point = random.nextDouble() * total;
    for (Integer id : ids) {
      point -= mass[id];
      if (point < 0) {
        return id;
      }
    }
    return ids[ids.length - 1];
  }
}
