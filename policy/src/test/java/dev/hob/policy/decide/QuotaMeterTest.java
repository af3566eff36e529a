// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.policy.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotaMeterTest {
  private Instant now = Instant.parse("2026-11-25T23:00:00Z");
  private final QuotaMeter meter = new QuotaMeter(() -> now);

  @Test
  void agreesWithANaiveCountOverRandomRequests() {
    Random random = new Random(5);
    List<Instant> taken = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      now = now.plusMillis(random.nextInt(4000));
      int limit = random.nextInt(40);
      long inMinute =
          taken.stream().filter(it -> it.isAfter(now.minus(Duration.ofMinutes(1)))).count();

      Optional<QuotaMeter.Exceeded> refused =
          meter.take("a", new Decision.Quota(limit, Long.MAX_VALUE));

      assertEquals(inMinute >= limit, refused.isPresent(), "request " + i);
      if (refused.isEmpty()) {
        taken.add(now);
      }
    }
  }

  @Test
  void theRetryTimeIsTheEarliestThatPasses() {
    Decision.Quota quota = new Decision.Quota(2, Long.MAX_VALUE);
    meter.take("a", quota);
    now = now.plusSeconds(20);
    meter.take("a", quota);
    now = now.plusSeconds(10);

    Duration wait = meter.take("a", quota).orElseThrow().retryAfter();

    assertEquals(Duration.ofSeconds(30), wait);
    now = now.plus(wait);
    assertTrue(meter.take("a", quota).isEmpty());
  }

  @Test
  void tokensAreForgottenAtMidnight() {
    Decision.Quota quota = new Decision.Quota(Integer.MAX_VALUE, 100);
    meter.used("a", 100);

    QuotaMeter.Exceeded exceeded = meter.take("a", quota).orElseThrow();

    assertEquals("tokensPerDay", exceeded.limit());
    assertEquals(Duration.ofHours(1), exceeded.retryAfter());
    now = now.plus(exceeded.retryAfter());
    assertTrue(meter.take("a", quota).isEmpty());
  }

  @Test
  void inventedNamesShareOneCountBeyondTheLimit() {
    Decision.Quota quota = new Decision.Quota(1, Long.MAX_VALUE);
    for (int i = 0; i < QuotaMeter.MAX_APPS; i++) {
      assertTrue(meter.take("app" + i, quota).isEmpty());
    }
    assertTrue(meter.take("late1", quota).isEmpty());
    assertTrue(meter.take("late2", quota).isPresent());

    now = now.plus(Duration.ofMinutes(1));
    assertTrue(meter.take("late1", quota).isEmpty());
    assertTrue(meter.take("late2", quota).isEmpty());
  }
}
