// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets a run end with a checkpoint when the process is told to end (Ctrl-C, SIGTERM).
public final class StopOnSignal implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final CountDownLatch saved = new CountDownLatch(1);

  /// Watches over a trainer until closed.
  public StopOnSignal(Trainer trainer) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("save-on-signal")
                .unstarted(() -> {
                  trainer.stop();
                  await();
                }));
  }

  private void await() {
    try {
      boolean _ = saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    saved.countDown();
  }
}
