// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The workers of one back end: `hob-kernel-1` to `hob-kernel-N`, and the caller of [#run] as
/// worker 0. One caller at a time (the batch loop).
///
/// Work is cut into more chunks than workers, and chunks are taken by a counter, so a worker that
/// the scheduler delays costs one chunk and not the step. Who waits spins for some microseconds,
/// because the next product follows at once, and then parks: endless spinning turns a third busy
/// process into scheduler slices (measured: 30 down to 5 tokens/s).
public final class KernelPool implements AutoCloseable {
  private static final long SPIN_NANOS = 30_000;
  private static final long PARK_NANOS = 50_000;

  private final List<Thread> workers = new ArrayList<>();
  private volatile @Nullable Job job;
  private volatile boolean closed;

  /// @param threads workers in all, the caller of [#run] included
  public KernelPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads);
    }
    for (int worker = 1; worker < threads; worker++) {
      int number = worker;
      workers.add(
          Thread.ofPlatform().name("hob-kernel-" + worker).daemon().start(() -> work(number)));
    }
  }

  /// One piece of a parallel region.
  @FunctionalInterface
  public interface Chunk {
    /// @param worker 0 to threads - 1: which scratch this thread may use
    void run(int chunk, int worker);
  }

  public int threads() {
    return workers.size() + 1;
  }

  /// Runs chunks `0 .. chunks - 1`, in any order, and returns when all have run.
  ///
  /// @throws RuntimeException the first that a chunk threw; the other chunks have ended by then
  public void run(int chunks, Chunk body) {
    if (chunks <= 1 || workers.isEmpty()) {
      for (int chunk = 0; chunk < chunks; chunk++) {
        body.run(chunk, 0);
      }
      return;
    }
    Job mine = new Job(chunks, body);
    job = mine;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
    mine.take(0);
    long start = System.nanoTime();
    while (mine.done.get() < chunks) {
      if (System.nanoTime() - start < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(PARK_NANOS);
      }
    }
    job = null;
    Throwable failure = mine.failure;
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException("a kernel failed", failure);
    }
  }

  private void work(int worker) {
    Job last = null;
    while (!closed) {
      Job next = await(last);
      if (next != null) {
        next.take(worker);
        last = next;
      }
    }
  }

  /// The next job, or null after having parked.
  private @Nullable Job await(@Nullable Job last) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < SPIN_NANOS) {
      Job now = job;
      if (now != null && now != last) {
        return now;
      }
      Thread.onSpinWait();
    }
    LockSupport.park(this);
    return null;
  }

  /// Ends the workers. Idempotent; no region may be running.
  @Override
  public void close() {
    closed = true;
    workers.forEach(LockSupport::unpark);
    boolean interrupted = false;
    for (Thread worker : workers) {
      try {
        worker.join(1000);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Job {
    private final int chunks;
    private final Chunk body;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    Job(int chunks, Chunk body) {
      this.chunks = chunks;
      this.body = body;
    }

    void take(int worker) {
      for (int chunk = next.getAndIncrement(); chunk < chunks; chunk = next.getAndIncrement()) {
        try {
          body.run(chunk, worker);
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          done.incrementAndGet();
        }
      }
    }
  }
}
