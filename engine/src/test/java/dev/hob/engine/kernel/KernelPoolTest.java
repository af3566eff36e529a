// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class KernelPoolTest {
  @Test
  void everyChunkRunsOnceWhateverTheNumberOfWorkers() {
    for (int threads = 1; threads <= 4; threads++) {
      try (KernelPool pool = new KernelPool(threads)) {
        for (int round = 0; round < 200; round++) {
          int chunks = round % 37;
          AtomicIntegerArray seen = new AtomicIntegerArray(37);
          AtomicInteger strangers = new AtomicInteger();
          pool.run(
              chunks,
              (chunk, worker) -> {
                seen.incrementAndGet(chunk);
                strangers.addAndGet(worker < 0 || worker >= pool.threads() ? 1 : 0);
              });
          for (int chunk = 0; chunk < 37; chunk++) {
            assertEquals(chunk < chunks ? 1 : 0, seen.get(chunk));
          }
          assertEquals(0, strangers.get());
        }
      }
    }
  }

  @Test
  void aChunkThatThrowsIsReportedAfterTheOthersHaveRunAndThePoolGoesOn() {
    try (KernelPool pool = new KernelPool(3)) {
      IllegalArgumentException broken = new IllegalArgumentException("broken");
      AtomicInteger ran = new AtomicInteger();
      KernelPool.Chunk body =
          (chunk, _) -> {
            ran.incrementAndGet();
            if (chunk == 5) {
              throw broken;
            }
          };
      assertSame(broken, assertThrows(IllegalArgumentException.class, () -> pool.run(20, body)));
      assertEquals(20, ran.get());
      pool.run(4, (_, _) -> ran.incrementAndGet());
      assertEquals(24, ran.get());
    }
  }

  @Test
  void workersEndWithThePool() {
    KernelPool pool = new KernelPool(3);
    pool.run(10, (_, _) -> {});
    pool.close();
    pool.close();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().startsWith("hob-kernel") && thread.isAlive()));
  }
}
