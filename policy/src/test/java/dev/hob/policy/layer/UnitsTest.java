// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.policy.PowerRules;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnitsTest {
  @Test
  void sizesReadAsTheyAreShown() {
    assertEquals(OptionalLong.of(700L << 20), Units.bytes("700MiB"));
    assertEquals("700MiB", Units.bytes(700L << 20));
    assertEquals("1023B", Units.bytes(1023));
    assertEquals("0B", Units.bytes(0));
  }

  @Test
  void timesReadAsTheyAreShown() {
    for (String text : List.of("10m", "20s", "90d", "250ms", "3h", "0s")) {
      assertEquals(text, Units.duration(Units.duration(text).orElseThrow()));
    }
    assertEquals(Optional.of(Duration.ofDays(90)), Units.duration("90d"));
  }

  @Test
  void whatIsNoNumberAndUnitIsRefused() {
    for (String text : List.of("", "10", "m", "-1m", "1 m", "1.5h", "10M", "1e3s", "١m")) {
      assertTrue(Units.duration(text).isEmpty(), text);
    }
    for (String text : List.of("", "700", "700MB", "700mib", "9999999999999GiB", "MiB")) {
      assertTrue(Units.bytes(text).isEmpty(), text);
    }
    assertTrue(Units.duration("999999999999999999d").isEmpty());
  }

  @Test
  void aSpanEnclosesAnotherIfItHoldsEachOfItsMinutes() {
    Random random = new Random(11);
    for (int i = 0; i < 2000; i++) {
      PowerRules.Hours outer = hours(random);
      PowerRules.Hours inner = hours(random);
      boolean each = true;
      for (int minute = 0; minute < 1440; minute++) {
        LocalTime time = LocalTime.ofSecondOfDay(minute * 60L);
        each &= !inner.contains(time) || outer.contains(time);
      }
      assertEquals(each, outer.encloses(inner), outer + " encloses " + inner);
    }
  }

  private static PowerRules.Hours hours(Random random) {
    return new PowerRules.Hours(
        LocalTime.of(random.nextInt(24), 30 * random.nextInt(2)),
        LocalTime.of(random.nextInt(24), 30 * random.nextInt(2)));
  }

  @Test
  void theNearestNameIsTheOneWithFewestEdits() {
    assertEquals(Optional.of("threads"), NearestName.of("thraeds", List.of("memory", "threads")));
    assertEquals(Optional.of("memory"), NearestName.of("MEMORY", List.of("memory", "threads")));
    assertEquals(Optional.empty(), NearestName.of("zebra", List.of("memory", "threads")));
  }
}
