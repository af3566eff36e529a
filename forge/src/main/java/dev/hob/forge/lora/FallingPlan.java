// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.lora;

import dev.hob.forge.train.Plan;

/// One stage whose rate rises over a few steps, stays, and falls to 0 over the second half.
///
/// @param name of the stage
/// @param peak highest learning rate
/// @param risingSteps steps of linear rise
public record FallingPlan(String name, double peak, int risingSteps) implements Plan {
  private static final double FALLING_FROM = 0.5;

  @Override
  public String stage(double progress) {
    return name;
  }

  @Override
  public double rate(long step, double progress) {
    double rising = Math.min(1, (step + 1.0) / risingSteps);
    double falling = Math.min(1, (1 - progress) / (1 - FALLING_FROM));
    return peak * rising * falling;
  }
}
