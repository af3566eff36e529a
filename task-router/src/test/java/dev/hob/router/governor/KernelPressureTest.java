// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelPressureTest {
  @TempDir Path folder;

  private Path fifo() throws IOException, InterruptedException {
    Path fifo = folder.resolve("pressure");
    Process made = new ProcessBuilder("mkfifo", fifo.toString()).start();
    assumeTrue(made.waitFor() == 0, "mkfifo is not here");
    return fifo;
  }

  private static long pressureThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("hob-pressure"))
        .count();
  }

  @Test
  void wakesWhenSystemdWritesToTheFifoAndEndsWhenClosed() throws IOException, InterruptedException {
    Path fifo = fifo();
    Semaphore signs = new Semaphore(0);
    try (Pressure pressure =
        KernelPressure.open(Map.of("MEMORY_PRESSURE_WATCH", fifo.toString())).orElseThrow()) {
      pressure.listen(signs::release);
      Files.write(fifo, new byte[] {1});
      assertTrue(signs.tryAcquire(10, TimeUnit.SECONDS));
      Files.write(fifo, new byte[] {1});
      assertTrue(signs.tryAcquire(10, TimeUnit.SECONDS));
    }
    await().until(() -> pressureThreads() == 0);
    assertEquals(0, signs.availablePermits());
  }

  @Test
  void watchesTheKernelsOwnFileWithoutSpinningAndClosesAgain()
      throws IOException, InterruptedException {
    assumeTrue(
        Files.isWritable(Path.of("/proc/pressure/memory")),
        "/proc/pressure/memory is not here, or not ours to watch");
    Pressure pressure = KernelPressure.open(Map.of()).orElseThrow();
    Semaphore signs = new Semaphore(0);
    pressure.listen(signs::release);
    // The kernel tells of pressure at most once in a window of two seconds.
    assertFalse(signs.tryAcquire(3, 1, TimeUnit.SECONDS));
    pressure.close();
    await().until(() -> pressureThreads() == 0);
  }

  @Test
  void systemdMaySayNotToWatch() throws IOException {
    assertTrue(KernelPressure.open(Map.of("MEMORY_PRESSURE_WATCH", "/dev/null")).isEmpty());
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    IOException missing =
        assertThrows(
            IOException.class,
            () ->
                KernelPressure.open(
                    Map.of("MEMORY_PRESSURE_WATCH", folder.resolve("none").toString())));
    assertTrue(missing.toString().contains("none"), missing::toString);
  }

  @Test
  void closingBeforeListeningLeavesNoThread() throws IOException, InterruptedException {
    KernelPressure.open(Map.of("MEMORY_PRESSURE_WATCH", fifo().toString())).orElseThrow().close();
    assertEquals(0, pressureThreads());
  }
}
