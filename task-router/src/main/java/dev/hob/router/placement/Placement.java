// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.placement;

import dev.hob.policy.Place;
import dev.hob.router.Deadline;
import dev.hob.router.Prediction;
import dev.hob.router.Refusal;
import dev.hob.router.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// Chooses the place of a request, always with a reason, never against policy, never silently.
/// Stateless.
///
/// The device, unless the input is over its limit, it cannot take work, or the deadline is out of
/// its reach; then the cloud, if policy lets this data go there and a cloud is configured and
/// healthy. Where both fail, the refusal is that of the place that could have helped: a text too
/// large for the device, with the cloud allowed but down, is `cloud-unreachable`.
public final class Placement {
  private Placement() {}

  /// @param places looks a place up; empty when it is not configured. Asked only for places that
  ///   matter, since asking the device may map its base
  public static Choice choose(Work work, Function<Place, Optional<Candidate>> places) {
    return switch (work.place()) {
      case DEVICE -> asked(work, Place.DEVICE, places, "asked for by the caller");
      case CLOUD -> asked(work, Place.CLOUD, places, "asked for by the caller");
      case AUTO -> {
        if (!work.decision().places().contains(Place.DEVICE)) {
          yield asked(work, Place.CLOUD, places, "policy names only the cloud for this data");
        }
        yield auto(work, places);
      }
    };
  }

  private static Choice asked(
      Work work, Place place, Function<Place, Optional<Candidate>> places, String reason) {
    if (!work.decision().places().contains(place)) {
      return new Choice.Refuse(
          new Refusal.NotPermitted(work.decision().rule(), work.decision().source()));
    }
    return at(work, place, places, reason);
  }

  private static Choice auto(Work work, Function<Place, Optional<Candidate>> places) {
    Choice device = at(work, Place.DEVICE, places, "default");
    if (!(device instanceof Choice.Refuse(Refusal why))
        || !work.decision().places().contains(Place.CLOUD)) {
      return device;
    }
    Optional<String> reason = whyNotDevice(why);
    if (reason.isEmpty() || places.apply(Place.CLOUD).isEmpty()) {
      return device;
    }
    Choice cloud = at(work, Place.CLOUD, places, reason.get());
    if (cloud instanceof Choice.Refuse && why instanceof Refusal.DeadlineUnreachable) {
      return device; // the device still works, only not in time: that is the truer answer
    }
    return cloud;
  }

  private static Choice at(
      Work work, Place place, Function<Place, Optional<Candidate>> places, String reason) {
    int limit = work.decision().budgets().deviceTokens();
    if (place == Place.DEVICE && work.longestPrompt() > limit) {
      return new Choice.Refuse(new Refusal.TooLarge(work.longestPrompt(), limit, "tokens"));
    }
    Optional<Candidate> found = places.apply(place);
    if (found.isEmpty()) {
      return new Choice.Refuse(
          new Refusal.Unavailable(work.feature(), "no " + word(place) + " is configured"));
    }
    Candidate candidate = found.get();
    if (candidate.unavailable().isPresent()) {
      return new Choice.Refuse(candidate.unavailable().get());
    }
    if (work.deadline().isMissedBy(candidate.predicted())) {
      return new Choice.Refuse(
          new Refusal.DeadlineUnreachable(candidate.predicted(), work.deadline()));
    }
    return new Choice.At(place, reason, candidate.predicted());
  }

  /// Why the device's refusal sends work to the cloud; empty for refusals that hold everywhere.
  private static Optional<String> whyNotDevice(Refusal refusal) {
    return switch (refusal) {
      case Refusal.TooLarge(long requested, long quota, String unit) ->
          Optional.of("input of " + requested + " " + unit + " is over deviceTokens " + quota);
      case Refusal.DeadlineUnreachable(Prediction predicted, Deadline deadline) ->
          deadline.missedBy(predicted).map(it -> "deadline not reachable on the device: " + it);
      case Refusal.LowMemory(long needed, long free, Duration _) ->
          Optional.of("device is short of memory: needs " + needed + " bytes, free " + free);
      case Refusal.Unavailable(String _, String reason, Refusal.Unavailable.Lack _) ->
          Optional.of("device cannot do it: " + reason);
      case Refusal.OverCapacity _,
          Refusal.CloudUnreachable _,
          Refusal.NotPermitted _,
          Refusal.UnsupportedSchema _,
          Refusal.UnknownBase _,
          Refusal.Cancelled _ ->
          Optional.empty();
    };
  }

  private static String word(Place place) {
    return switch (place) {
      case DEVICE -> "device";
      case CLOUD -> "cloud";
    };
  }
}
