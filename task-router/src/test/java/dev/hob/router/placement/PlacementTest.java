// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.policy.Place;
import dev.hob.router.Deadline;
import dev.hob.router.PlacePreference;
import dev.hob.router.Prediction;
import dev.hob.router.Refusal;
import dev.hob.router.testing.Works;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
  private static final Prediction FAST =
      new Prediction(Duration.ofMillis(100), Duration.ofMillis(500));
  private static final Prediction SLOW =
      new Prediction(Duration.ofSeconds(2), Duration.ofSeconds(9));
  private static final Refusal CLOUD_DOWN =
      new Refusal.CloudUnreachable("https://cloud", "connect refused", Duration.ofSeconds(30));

  private final Map<Place, Candidate> places = new EnumMap<>(Place.class);

  PlacementTest() {
    places.put(Place.DEVICE, new Candidate(Optional.empty(), FAST));
    places.put(Place.CLOUD, new Candidate(Optional.empty(), FAST));
  }

  private Choice choose(Works works) {
    return Placement.choose(works.work(), place -> Optional.ofNullable(places.get(place)));
  }

  private static Refusal why(Choice choice) {
    return assertInstanceOf(Choice.Refuse.class, choice).why();
  }

  private static final Works BOTH = Works.text().places(Place.DEVICE, Place.CLOUD);

  @Test
  void staysOnTheDeviceByDefault() {
    assertEquals(new Choice.At(Place.DEVICE, "default", FAST), choose(BOTH));
  }

  @Test
  void sendsATextOverDeviceTokensToTheCloudAndSaysWhy() {
    assertEquals(
        new Choice.At(Place.CLOUD, "input of 3000 tokens is over deviceTokens 2048", FAST),
        choose(BOTH.tokens(3000, 3000, 20)));
  }

  @Test
  void refusesALargeTextWherePolicyKeepsItHere() {
    assertEquals(
        new Refusal.TooLarge(3000, 2048, "tokens"),
        why(choose(Works.text().tokens(3000, 3000, 20))));
  }

  @Test
  void sectionsThatFitOneByOneStayHereHoweverManyThereAre() {
    assertEquals(
        Place.DEVICE,
        assertInstanceOf(Choice.At.class, choose(BOTH.tokens(9000, 1500, 20))).place());
  }

  @Test
  void aLargeTextWithTheCloudDownIsCloudUnreachable() {
    places.put(Place.CLOUD, new Candidate(Optional.of(CLOUD_DOWN), FAST));
    assertEquals(CLOUD_DOWN, why(choose(BOTH.tokens(3000, 3000, 20))));
  }

  @Test
  void aLargeTextWithoutAConfiguredCloudIsTooLarge() {
    places.remove(Place.CLOUD);
    assertInstanceOf(Refusal.TooLarge.class, why(choose(BOTH.tokens(3000, 3000, 20))));
  }

  @Test
  void takesTheCloudWhenTheDeviceWouldBeLate() {
    places.put(Place.DEVICE, new Candidate(Optional.empty(), SLOW));
    Works urgent = BOTH.within(new Deadline(Optional.of(Duration.ofMillis(300)), Optional.empty()));
    assertEquals(
        new Choice.At(
            Place.CLOUD,
            "deadline not reachable on the device: first token in 2000 ms of 300",
            FAST),
        choose(urgent));
    places.put(Place.CLOUD, new Candidate(Optional.of(CLOUD_DOWN), FAST));
    assertInstanceOf(Refusal.DeadlineUnreachable.class, why(choose(urgent)));
  }

  @Test
  void aFullDeviceIsNoReasonToSendAnythingAway() {
    Refusal full = new Refusal.OverCapacity(Duration.ofSeconds(1), 64, FAST);
    places.put(Place.DEVICE, new Candidate(Optional.of(full), FAST));
    assertEquals(full, why(choose(BOTH)));
  }

  @Test
  void askingForAPlaceThatPolicyForbidsNamesTheRule() {
    assertEquals(
        new Refusal.NotPermitted("data.text.places", "default"),
        why(choose(Works.text().asking(PlacePreference.CLOUD))));
  }

  @Test
  void askingForACloudThatIsNotThereIsUnavailable() {
    places.remove(Place.CLOUD);
    assertEquals(
        new Refusal.Unavailable("summarize", "no cloud is configured"),
        why(choose(BOTH.asking(PlacePreference.CLOUD))));
  }

  @Test
  void askingForTheDeviceNeverMovesToTheCloud() {
    assertInstanceOf(
        Refusal.TooLarge.class,
        why(choose(BOTH.tokens(3000, 3000, 20).asking(PlacePreference.DEVICE))));
  }

  /// Whatever the request and the state of the places: no choice outside policy, never without a
  /// reason, never over the device's limit.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {3, 6, 9})
  void neverLeavesWhatPolicyAllows(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      Set<Place> allowed =
          switch (random.nextInt(3)) {
            case 0 -> Set.of(Place.DEVICE);
            case 1 -> Set.of(Place.CLOUD);
            default -> Set.of(Place.DEVICE, Place.CLOUD);
          };
      for (Place place : Place.values()) {
        Refusal problem =
            place == Place.CLOUD ? CLOUD_DOWN : new Refusal.Unavailable("summarize", "no base");
        places.put(
            place,
            new Candidate(
                random.nextInt(3) == 0 ? Optional.of(problem) : Optional.empty(),
                random.nextBoolean() ? FAST : SLOW));
      }
      if (random.nextInt(4) == 0) {
        places.remove(Place.CLOUD);
      }
      int tokens = 1 + random.nextInt(4000);
      PlacePreference asked =
          Set.of(PlacePreference.values()).stream()
              .skip(random.nextInt(3))
              .findFirst()
              .orElseThrow();
      Works works =
          Works.text()
              .decided(Works.decision(allowed, 2048))
              .asking(asked)
              .tokens(tokens, tokens, 20)
              .within(
                  random.nextBoolean()
                      ? Deadline.NONE
                      : new Deadline(Optional.empty(), Optional.of(Duration.ofSeconds(1))));
      if (choose(works) instanceof Choice.At(Place place, String reason, Prediction predicted)) {
        assertTrue(allowed.contains(place));
        assertFalse(reason.isBlank());
        assertFalse(place == Place.DEVICE && tokens > 2048);
        assertFalse(asked == PlacePreference.DEVICE && place != Place.DEVICE);
        assertFalse(asked == PlacePreference.CLOUD && place != Place.CLOUD);
        assertTrue(works.work().deadline().finish().isEmpty() || predicted.equals(FAST), reason);
      }
    }
  }
}
