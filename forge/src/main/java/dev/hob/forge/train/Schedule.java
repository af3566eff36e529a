// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import dev.hob.forge.shard.Stage;
import java.util.Locale;

/// Stages and learning rate of a base's training by its progress from 0 to 1: rising, stable, and
/// in the last stage falling to 0.
///
/// @param peak stable learning rate
/// @param risingSteps steps of linear rise
/// @param warm progress at which `warm` ends
/// @param lang progress at which `lang` ends
/// @param mix progress at which `mix` ends and `decay` begins
public record Schedule(double peak, int risingSteps, double warm, double lang, double mix)
    implements Plan {
  /// The shares of the plan: 2, 40, 28 and 30 %.
  public static Schedule planned(double peak, int risingSteps) {
    return new Schedule(peak, risingSteps, 0.02, 0.42, 0.70);
  }

  @Override
  public String stage(double progress) {
    if (progress < warm) {
      return name(Stage.WARM);
    }
    if (progress < lang) {
      return name(Stage.LANG);
    }
    return name(progress < mix ? Stage.MIX : Stage.DECAY);
  }

  /// How plans and logs write a stage.
  public static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public double rate(long step, double progress) {
    double rising = Math.min(1, (step + 1.0) / risingSteps);
    double falling = progress < mix ? 1 : Math.max(0, (1 - progress) / (1 - mix));
    return peak * rising * falling;
  }
}
