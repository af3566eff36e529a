// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.EngineFigures;
import dev.hob.engine.EngineOptions;
import dev.hob.engine.Generation;
import dev.hob.engine.GenerationRequest;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.forward.Backend;
import dev.hob.engine.forward.StepAbortedException;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kv.PagePool;
import dev.hob.engine.kv.PrefixCache;
import dev.hob.engine.memory.Ledger;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The owner of all running sequences, on its thread `hob-batch`. Methods may be called from any
/// thread.
public final class BatchLoop implements AutoCloseable {
  /// Sequences that may be submitted and not yet ended.
  static final int MOST = 256;

  private static final long CLOSE_MILLIS = 10_000;

  private final Base base;
  private final EngineOptions options;
  private final Backend backend;
  private final PagePool pages;
  private final PrefixCache prefixes;
  private final Thread thread;

  private final Queue<Arrival> inbox = new ConcurrentLinkedQueue<>();
  private final Queue<FutureTask<Long>> commands = new ConcurrentLinkedQueue<>();
  private final AtomicInteger alive = new AtomicInteger();
  private final Object door = new Object();
  private volatile boolean closing;
  private volatile EngineFigures figures;
  private volatile @Nullable Throwable died;
  private boolean shut; // guarded by door

  // From here on: batch-loop thread only.
  private final Roster roster;
  private final StepPlanner planner;
  private final Harvest harvest;
  private final StepCost cost = new StepCost();
  private final Rates rates = new Rates();
  private final Odds odds = Odds.ofEngine();
  private long arrivals;

  /// A request on its way to the batch loop.
  private record Arrival(GenerationRequest request, Outbox outbox) {}

  /// @param backend over `base`, for steps of [EngineOptions#maxRows] tokens; closed with this
  public BatchLoop(Base base, EngineOptions options, Backend backend, Ledger ledger) {
    this.base = base;
    this.options = options;
    this.backend = backend;
    pages = new PagePool(backend.pageBytes(), options.kvBytes(), ledger);
    prefixes = new PrefixCache(pages, options.prefixCacheBytes());
    roster = new Roster(pages, prefixes, alive);
    planner = new StepPlanner(options, roster, prefixes, cost, rates);
    harvest = new Harvest(roster, prefixes, base.config().vocabulary());
    figures = new EngineFigures(0, 0, 0, 0, 0, backend.name(), 0, 0, 0);
    thread = Thread.ofPlatform().name("hob-batch").daemon().start(this::run);
  }

  /// Tokens that one sequence may have in all: what the context and the KV pages allow.
  public long mostTokens() {
    return Math.min(base.config().context(), pages.limitPages() * KvLayout.PAGE);
  }

  /// @throws IllegalStateException closed, or [#MOST] sequences are alive
  public Generation submit(GenerationRequest request) {
    Outbox outbox = new Outbox(this::wake);
    synchronized (door) {
      if (shut || closing) {
        throw new IllegalStateException("the engine is closed", died);
      }
      if (alive.incrementAndGet() > MOST) {
        alive.decrementAndGet();
        throw new IllegalStateException(MOST + " generations are running or waiting");
      }
      inbox.add(new Arrival(request, outbox));
    }
    wake();
    return outbox;
  }

  public EngineFigures figures() {
    return figures;
  }

  /// Drops prefix-cache pages, oldest use first, then those of paused sequences; waits for the step
  /// that is running.
  ///
  /// @return bytes that are free now
  public long relievePrefixCache(long wanted) {
    FutureTask<Long> command =
        new FutureTask<>(() -> {
          long dropped = prefixes.relieve(wanted);
          if (dropped < wanted) {
            long lacking = Math.ceilDiv(wanted - dropped, pages.pageBytes());
            dropped += roster.relieve(lacking) * pages.pageBytes();
          }
          pages.trim();
          return dropped;
        });
    synchronized (door) {
      if (shut) {
        return 0;
      }
      commands.add(command);
    }
    wake();
    try {
      return command.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } catch (ExecutionException e) {
      throw new IllegalStateException("relieving the prefix cache failed", e.getCause());
    }
  }

  private void wake() {
    LockSupport.unpark(thread);
  }

  private void run() {
    try {
      backend.warmUp(() -> closing || !inbox.isEmpty());
      while (!closing) {
        runCommands();
        takeArrivals();
        roster.settle();
        long start = System.nanoTime();
        Step step = planner.plan(start);
        publish();
        if (step.isEmpty()) {
          LockSupport.park(this);
          Thread.interrupted(); // only `closing` ends this loop
        } else {
          run(step, start);
        }
      }
    } catch (RuntimeException | Error e) {
      died = e;
    } finally {
      shutDown();
    }
  }

  private void runCommands() {
    for (FutureTask<Long> command = commands.poll(); command != null; command = commands.poll()) {
      command.run();
    }
  }

  private void takeArrivals() {
    for (Arrival next = inbox.poll(); next != null; next = inbox.poll()) {
      GenerationRequest request = next.request();
      int most = KvLayout.pages(request.prompt().length + request.maxTokens());
      boolean speculates = options.drafts() > 0 && request.speculates();
      Sequence sequence =
          new Sequence(request, most, arrivals++, next.outbox(), speculates ? odds : null);
      sequence.computedBefore = harvest.promptTokens();
      roster.add(sequence);
    }
  }

  /// @param start when planning began
  private void run(Step step, long start) {
    long stepStart = System.nanoTime();
    Rows logits;
    try {
      logits = backend.step(step.spans());
    } catch (StepAbortedException e) {
      return; // closing: what runs is cancelled there
    } catch (RuntimeException e) {
      step.parts().forEach(part -> roster.end(part.sequence(), TokenEvent.Why.FAILED, e));
      return;
    }
    long nanos = System.nanoTime() - stepStart;
    int prompt = step.promptTokens();
    int drawn = harvest.take(step, logits, nanos);
    rates.step(prompt, step.parts().size(), drawn, nanos);
    if (prompt == 0) {
      cost.learn(step.rows(), System.nanoTime() - start);
    }
  }

  private void publish() {
    figures =
        new EngineFigures(
            rates.prefillTokensPerSecond(),
            rates.decodeTokensPerSecond(),
            roster.running().size(),
            roster.waitingCount() + inbox.size(),
            prefixes.bytes(),
            backend.name(),
            harvest.drafted(),
            harvest.accepted(),
            roster.preemptions());
  }

  private void shutDown() {
    synchronized (door) {
      shut = true;
    }
    TokenEvent.Why why = died == null ? TokenEvent.Why.CANCELLED : TokenEvent.Why.FAILED;
    takeArrivals();
    roster.close(why, died);
    prefixes.relieve(Long.MAX_VALUE);
    runCommands();
    pages.close();
    backend.close();
    publish();
  }

  /// Cancels what runs, ends the thread, frees all pages. Idempotent; waits for the step that is
  /// running, ten seconds at most.
  @Override
  public void close() {
    synchronized (door) {
      closing = true;
    }
    backend.abort();
    wake();
    try {
      if (!thread.join(java.time.Duration.ofMillis(CLOSE_MILLIS))) {
        throw new IllegalStateException("hob-batch is stuck in a step");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
