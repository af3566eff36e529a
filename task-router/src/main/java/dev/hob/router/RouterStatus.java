// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.policy.Place;
import dev.hob.router.admission.Promises;
import dev.hob.router.governor.MemoryReport;
import java.util.List;

/// The router at one moment, for `hob status`.
///
/// @param places the device first; the cloud only where one is configured
public record RouterStatus(
    List<PlaceStatus> places, Promises.Kept predictions, MemoryReport memory) {
  public RouterStatus {
    places = List.copyOf(places);
  }

  /// @param running turns given out
  /// @param slots turns that may be given out at once
  /// @param rates measured, kept or learnt; assumed where `samples` is 0
  /// @param state `available`, or why not
  public record PlaceStatus(
      Place place,
      Queued queued,
      int running,
      int slots,
      Rates rates,
      RateOrigin origin,
      String state) {}

  /// Waiting requests by class.
  public record Queued(int interactive, int standard, int background) {}
}
