// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.machine;

/// One core's worth of work by somebody else: a thread of this process that never rests.
public final class BusyCore implements AutoCloseable {
  private volatile boolean stopped;
  private final Thread thread;

  /// What it computes, so that the compiler does not take it away.
  @SuppressWarnings("UnusedVariable") // writing it is all it is for
  private volatile long sum;

  public BusyCore() {
    thread = Thread.ofPlatform().name("hob-bench-busy").daemon().start(this::spin);
  }

  private void spin() {
    long mine = 0;
    while (!stopped) {
      for (int i = 0; i < 1 << 20; i++) {
        mine = mine * 31 + i;
      }
      sum = mine;
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
