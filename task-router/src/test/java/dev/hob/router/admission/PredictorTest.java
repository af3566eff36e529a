// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.router.Prediction;
import dev.hob.router.Rates;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private final RateMeter meter = new RateMeter(new Rates(200, 15, 0));
  private final Predictor predictor = new Predictor(meter);

  @Test
  void aMeasurementReplacesWhatWasAssumedAndLaterOnesAreAveraged() {
    meter.seed(new Rates(1000, 100, 1));
    meter.seed(new Rates(1, 1, 1));
    assertEquals(new Rates(1000, 100, 1), meter.rates());
    meter.add(100, 200_000_000, 0, 0); // 500 tokens/s
    assertEquals(900, meter.rates().prefillTokensPerSecond(), 1e-9);
    assertEquals(100, meter.rates().decodeTokensPerSecond(), 1e-9);
  }

  @Test
  void shortStretchesSayNothingAboutARate() {
    meter.seed(new Rates(1000, 100, 1));
    meter.add(15, 1, 7, 1);
    assertEquals(new Rates(1000, 100, 1), meter.rates());
  }

  @Test
  void predictsPromptThenAnswerAfterTheQueueWithAMarginOfTwoAtFirst() {
    meter.seed(new Rates(1000, 100, 1));
    Prediction predicted = predictor.predict("summarize", Duration.ofMillis(50), 100, 300, 20);
    assertEquals(Duration.ofMillis(50 + 2 * 100), predicted.firstToken());
    assertEquals(Duration.ofMillis(50 + 2 * (300 + 200)), predicted.finish());
  }

  /// With ratios drawn from any fixed law, about nine in ten predictions must hold afterwards.
  @Test
  void keepsNineInTenOnceItHasLearnt() {
    meter.seed(new Rates(1000, 100, 1));
    Random random = new Random(5);
    int kept = 0;
    int asked = 0;
    for (int i = 0; i < 2000; i++) {
      Predictor.Bare bare = predictor.bare(100, 100, 20);
      double factor = 0.3 + 1.5 * random.nextDouble() * random.nextDouble();
      long real = (long) (bare.finishNanos() * factor);
      if (i >= 64) {
        asked++;
        Prediction predicted = predictor.predict("digest", Duration.ZERO, 100, 100, 20);
        kept += real <= predicted.finish().toNanos() ? 1 : 0;
      }
      predictor.learn("digest", bare, real / 2, real);
    }
    // p90 of 64 samples: the kept share has mean 0.9 and a spread of about 0.006 over 1936 trials.
    assertTrue(kept >= 0.87 * asked, kept + " of " + asked);
    assertTrue(kept <= 0.94 * asked, kept + " of " + asked);
  }

  @Test
  void whatOneFeatureTaughtDoesNotMoveAnother() {
    meter.seed(new Rates(1000, 100, 1));
    for (int i = 0; i < 10; i++) {
      Predictor.Bare bare = predictor.bare(100, 100, 20);
      predictor.learn(
          "slow", bare, (long) (9 * bare.firstTokenNanos()), (long) (9 * bare.finishNanos()));
    }
    assertEquals(
        Duration.ofMillis(9 * 300),
        predictor.predict("slow", Duration.ZERO, 100, 100, 20).finish());
    assertEquals(
        Duration.ofMillis(2 * 300),
        predictor.predict("other", Duration.ZERO, 100, 100, 20).finish());
  }

  @Test
  void neverPromisesAFinishBeforeTheFirstToken() {
    meter.seed(new Rates(1000, 100, 1));
    for (int i = 0; i < 10; i++) {
      Predictor.Bare bare = predictor.bare(100, 100, 20);
      predictor.learn("odd", bare, (long) (9 * bare.firstTokenNanos()), 1);
    }
    Prediction predicted = predictor.predict("odd", Duration.ZERO, 100, 100, 20);
    assertEquals(predicted.firstToken(), predicted.finish());
  }

  @Test
  void countsWhatWasKept() {
    Promises promises = new Promises();
    Prediction predicted = new Prediction(Duration.ofMillis(100), Duration.ofMillis(400));
    promises.settle(predicted, Duration.ofMillis(100), Duration.ofMillis(400));
    promises.settle(predicted, Duration.ofMillis(101), Duration.ofMillis(300));
    promises.settle(predicted, Duration.ofMillis(50), Duration.ofMillis(401));
    assertEquals(new Promises.Kept(3, 2, 2), promises.kept());
  }
}
