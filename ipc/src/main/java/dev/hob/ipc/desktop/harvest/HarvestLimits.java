// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import java.time.Duration;

/// Bounds of a harvest.
///
/// @param app all calls to one app together
/// @param all the whole harvest; apps are asked side by side
/// @param fresh how long what an app said is believed; what it says at the call counts anyway
/// @param empty how long a program without actions is left alone
/// @param actions of one app
public record HarvestLimits(
    Duration app, Duration all, Duration fresh, Duration empty, int actions) {
  /// An app that answers does so within a few milliseconds a call, of some thirty; one that is busy
  /// drawing takes longer. 512 is five times what a large editor has.
  public static final HarvestLimits DEFAULT =
      new HarvestLimits(
          Duration.ofSeconds(1),
          Duration.ofMillis(1_500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          512);
}
