// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.router.Piece;
import dev.hob.router.Plan;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Run;
import dev.hob.router.SystemClock;
import dev.hob.router.testing.Works;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An upstream that says what a test tells it to, and a client of it.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithUpstream {
  static final Decision ALLOWED = Works.decision(Set.of(Place.CLOUD), 2048);

  /// Small sizes, and a breaker that a test can wait for.
  static final CloudOptions.Limits SMALL = limits(Duration.ofSeconds(20));

  /// For tests that wait the silence out; long enough for a handshake on a busy machine.
  static final CloudOptions.Limits IMPATIENT = limits(Duration.ofSeconds(2));

  static CloudOptions.Limits limits(Duration silence) {
    return new CloudOptions.Limits(
        Duration.ofSeconds(20),
        silence,
        Duration.ofSeconds(40),
        1,
        Duration.ofMillis(1500),
        4096,
        64 << 10);
  }

  final SystemClock clock = new SystemClock();
  private @Nullable HttpsUpstream started;
  private @Nullable Path temporary;

  @BeforeAll
  void start(@TempDir Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    started = new HttpsUpstream(folder);
    temporary = folder;
  }

  @AfterEach
  void nothingIsLeft() {
    upstream().endAnswers();
  }

  @AfterAll
  void stop() {
    upstream().close();
    clock.close();
  }

  final HttpsUpstream upstream() {
    return Objects.requireNonNull(started);
  }

  final Path folder() {
    return Objects.requireNonNull(temporary);
  }

  final CloudExecutor executor(CloudOptions.Limits limits) {
    return new CloudExecutor(
        new CloudOptions(
            upstream().endpoint(),
            "big",
            Optional.empty(),
            Optional.of(upstream().certificate()),
            limits),
        clock);
  }

  final CloudExecutor executor() {
    return executor(CloudOptions.Limits.of(Duration.ofSeconds(20), 1));
  }

  static Plan plan() {
    return Works.plan("summarize", "A private text.", 64);
  }

  static List<Piece> answer(CloudExecutor executor) throws InterruptedException {
    try (Run run = executor.start(plan(), ALLOWED)) {
      List<Piece> pieces = new ArrayList<>();
      do {
        pieces.add(run.next());
      } while (!(pieces.getLast() instanceof Piece.Finished));
      return pieces;
    }
  }

  static Refusal.CloudUnreachable unreachable(CloudExecutor executor) {
    return assertInstanceOf(
        Refusal.CloudUnreachable.class,
        assertThrows(RefusedException.class, () -> answer(executor)).why());
  }
}
