// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends the process when closing everything in good order takes too long, as on a machine that is
/// busy or swapping: a session that ends waits for us. What is lost is the good order alone; the
/// kernel unmaps and unlocks, audit records are written when they are made.
final class StopDeadline {
  /// With the time until the process hears the signal this stays under two seconds.
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  /// As of a process that SIGTERM ended.
  private static final int TERMINATED = 128 + 15;

  private StopDeadline() {}

  /// @param socket removed before a hard end, so that clients see at once that nobody is there
  static void start(Path socket) {
    Thread.ofPlatform().name("hob-stop").daemon().start(() -> end(socket));
  }

  private static void end(Path socket) {
    try {
      boolean never = new CountDownLatch(1).await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!never) {
        Files.deleteIfExists(socket);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The next start replaces a stale socket.
    }
    Runtime.getRuntime().halt(TERMINATED);
  }
}
