// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.EngineFigures;
import dev.hob.engine.EngineOptions;
import dev.hob.engine.Generation;
import dev.hob.engine.GenerationRequest;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.forward.Backend;
import dev.hob.engine.forward.Span;
import dev.hob.engine.forward.StepAbortedException;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kv.PagePool;
import dev.hob.engine.kv.PageTable;
import dev.hob.engine.kv.PrefixCache;
import dev.hob.engine.memory.Ledger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
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

  private final Queue<Sequence> inbox = new ConcurrentLinkedQueue<>();
  private final Queue<FutureTask<Long>> commands = new ConcurrentLinkedQueue<>();
  private final AtomicInteger alive = new AtomicInteger();
  private final Object door = new Object();
  private volatile boolean closing;
  private volatile EngineFigures figures;
  private volatile @Nullable Throwable died;
  private boolean shut; // guarded by door

  // From here on: batch-loop thread only.
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> running = new ArrayList<>();
  private final Rates rates = new Rates();

  /// @param backend over `base`, for steps of [EngineOptions#maxRows] tokens; closed with this
  public BatchLoop(Base base, EngineOptions options, Backend backend, Ledger ledger) {
    this.base = base;
    this.options = options;
    this.backend = backend;
    pages = new PagePool(backend.pageBytes(), options.kvBytes(), ledger);
    prefixes = new PrefixCache(pages, options.prefixCacheBytes());
    figures = new EngineFigures(0, 0, 0, 0, 0, backend.name(), 0, 0, 0);
    thread = Thread.ofPlatform().name("hob-batch").daemon().start(this::run);
  }

  /// Tokens that one sequence may have in all: what the context and the KV pages allow.
  public long mostTokens() {
    return Math.min(base.config().context(), pages.limitPages() * KvLayout.PAGE);
  }

  /// @throws IllegalStateException closed, or [#MOST] sequences are alive
  public Generation submit(GenerationRequest request) {
    int most = KvLayout.pages(request.prompt().length + request.maxTokens());
    PrefixCache.Key key =
        new PrefixCache.Key(
            base.manifest().digest(),
            request.adapters().stream().map(Adapter::digest).toList(),
            Arrays.copyOf(request.prompt(), request.constantPrefix()));
    Sequence sequence = new Sequence(request, key, most, this::wake);
    synchronized (door) {
      if (shut || closing) {
        throw new IllegalStateException("the engine is closed", died);
      }
      if (alive.incrementAndGet() > MOST) {
        alive.decrementAndGet();
        throw new IllegalStateException(MOST + " generations are running or waiting");
      }
      inbox.add(sequence);
    }
    wake();
    return sequence;
  }

  public EngineFigures figures() {
    return figures;
  }

  /// Drops prefix-cache pages, oldest use first; waits for the step that is running.
  ///
  /// @return bytes that left the cache
  public long relievePrefixCache(long wanted) {
    FutureTask<Long> command =
        new FutureTask<>(() -> {
          long dropped = prefixes.relieve(wanted);
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
        take();
        List<Part> parts = plan();
        publish();
        if (parts.isEmpty()) {
          LockSupport.park(this);
          Thread.interrupted(); // only `closing` ends this loop
        } else {
          step(parts);
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

  /// New sequences in, cancelled ones out, waiting ones into the batch while their pages fit.
  private void take() {
    for (Sequence next = inbox.poll(); next != null; next = inbox.poll()) {
      waiting.add(next);
    }
    waiting.removeIf(this::endedByCancel);
    running.removeIf(this::endedByCancel);
    while (!waiting.isEmpty() && pages.reserve(waiting.peek().pages)) {
      Sequence next = waiting.remove();
      PageTable table = new PageTable(pages, next.pages);
      int prefix = next.request.constantPrefix();
      boolean cached = prefix > 0 && prefixes.lend(next.prefix, table);
      next.begin(table, cached ? Math.min(prefix, next.request.prompt().length - 1) : 0);
      running.add(next);
    }
  }

  private boolean endedByCancel(Sequence sequence) {
    if (sequence.cancelled()) {
      end(sequence, TokenEvent.Why.CANCELLED, null);
    }
    return sequence.cancelled();
  }

  /// A sequence's share of a step.
  private record Part(Sequence sequence, Span span) {}

  /// Decoding sequences first, then prompts, oldest turn first; neighbours share adapters.
  private List<Part> plan() {
    List<Part> parts = new ArrayList<>();
    List<Sequence> failed = new ArrayList<>();
    int prompt = options.prefillChunk();
    int decoding = options.maxBatch();
    for (Sequence sequence : running) {
      int room = sequence.prefilling() ? prompt : Math.min(1, decoding);
      if (room == 0 || !sequence.ready()) {
        continue;
      }
      try {
        sequence.start();
        Span span = span(sequence, room);
        parts.add(new Part(sequence, span));
        prompt -= sequence.prefilling() ? span.tokens().length : 0;
        decoding -= sequence.prefilling() ? 0 : 1;
      } catch (RuntimeException | Error e) {
        end(sequence, TokenEvent.Why.FAILED, e);
        failed.add(sequence);
      }
    }
    running.removeAll(failed);
    parts.sort(
        java.util.Comparator.comparing(
            part -> String.join(" ", part.sequence().prefix.adapters())));
    return parts;
  }

  private static Span span(Sequence sequence, int room) {
    int[] tokens = sequence.tokens(room);
    boolean wanted = !sequence.prefilling() || tokens.length == sequence.remainingPrompt();
    PageTable table = sequence.table;
    if (table == null) {
      throw new IllegalStateException("a running sequence has no pages");
    }
    return new Span(
        tokens,
        sequence.position,
        table,
        sequence.request.adapters(),
        wanted ? Span.Wanted.LAST : Span.Wanted.NONE);
  }

  private void step(List<Part> parts) {
    long start = System.nanoTime();
    Rows logits;
    try {
      logits = backend.step(parts.stream().map(Part::span).toList());
    } catch (StepAbortedException e) {
      return; // closing: what runs is cancelled there
    } catch (RuntimeException e) {
      parts.forEach(part -> end(part.sequence(), TokenEvent.Why.FAILED, e));
      parts.forEach(part -> running.remove(part.sequence()));
      return;
    }
    long nanos = System.nanoTime() - start;
    int prompt = 0;
    int row = 0;
    for (Part part : parts) {
      Sequence sequence = part.sequence();
      if (sequence.prefilling()) {
        prompt += part.span().tokens().length;
        sequence.addPrefillNanos(nanos);
      }
      advance(part);
      boolean wanted = part.span().logits() == Span.Wanted.LAST;
      running.remove(sequence);
      if (!wanted || draw(sequence, logits, row)) {
        running.add(sequence);
      }
      row += wanted ? 1 : 0;
    }
    rates.step(prompt, parts.size(), nanos);
  }

  private void advance(Part part) {
    Sequence sequence = part.sequence();
    int prefix = sequence.prefix.tokens().length;
    int before = sequence.position;
    sequence.position += part.span().tokens().length;
    if (before < prefix && prefix <= sequence.position) {
      prefixes.keep(sequence.prefix, part.span().pages());
    }
  }

  /// @return whether the sequence goes on
  private boolean draw(Sequence sequence, Rows logits, int row) {
    if (endedByCancel(sequence)) {
      return false;
    }
    int at = logits.at(row);
    float[] mine = Arrays.copyOfRange(logits.values(), at, at + base.config().vocabulary());
    try {
      TokenEvent.Why why = sequence.draw(mine, System.nanoTime());
      if (why != null) {
        end(sequence, why, null);
      }
      return why == null;
    } catch (RuntimeException | Error e) {
      end(sequence, TokenEvent.Why.FAILED, e);
      return false;
    }
  }

  private void end(Sequence sequence, TokenEvent.Why why, @Nullable Throwable cause) {
    sequence.end(why, cause, System.nanoTime());
    alive.decrementAndGet();
  }

  private void publish() {
    figures =
        new EngineFigures(
            rates.prefillTokensPerSecond(),
            rates.decodeTokensPerSecond(),
            running.size(),
            waiting.size() + inbox.size(),
            prefixes.bytes(),
            backend.name(),
            0,
            0,
            0);
  }

  private void shutDown() {
    synchronized (door) {
      shut = true;
    }
    TokenEvent.Why why = died == null ? TokenEvent.Why.CANCELLED : TokenEvent.Why.FAILED;
    waiting.addAll(inbox);
    waiting.addAll(running);
    inbox.clear();
    running.clear();
    waiting.forEach(sequence -> end(sequence, why, died));
    waiting.clear();
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
