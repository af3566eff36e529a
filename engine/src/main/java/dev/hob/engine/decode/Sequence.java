// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.Generation;
import dev.hob.engine.GenerationRequest;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.kv.PageTable;
import dev.hob.engine.kv.PrefixCache;
import dev.hob.engine.sample.Sampler;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// One running generation. Its consumer sees [Generation]; all else belongs to the batch loop.
///
/// The outbox is bounded: the loop leaves a sequence alone while fewer than [#ROOM] places are
/// free, so what it must still say (start, token, end) always fits and never blocks it.
final class Sequence implements Generation {
  static final int OUTBOX = 64;
  private static final int ROOM = 3;

  final GenerationRequest request;
  final PrefixCache.Key prefix;
  final int pages;
  private final Runnable wake;
  private final BlockingQueue<TokenEvent> outbox = new ArrayBlockingQueue<>(OUTBOX);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean cancelled;
  private volatile boolean held;
  private volatile boolean paused;

  // From here on: batch-loop thread only.
  private final Sampler sampler;
  private TokenConstraint.@Nullable State constraint;
  @Nullable PageTable table;
  int position;
  private int generated;
  private int last;
  private boolean started;
  private int cachedTokens;
  private long prefillNanos;
  private long firstToken;

  /// @param pages that it may need at most
  /// @param wake makes the batch loop look at its sequences again
  Sequence(GenerationRequest request, PrefixCache.Key prefix, int pages, Runnable wake) {
    this.request = request;
    this.prefix = prefix;
    this.pages = pages;
    this.wake = wake;
    sampler = new Sampler(request.sampling());
  }

  @Override
  public TokenEvent next() throws InterruptedException {
    TokenEvent event = outbox.take();
    if (paused) {
      wake.run();
    }
    return event;
  }

  @Override
  public void cancel() {
    cancelled = true;
    wake.run();
  }

  @Override
  public void pause() {
    held = true;
  }

  @Override
  public void resume() {
    held = false;
    wake.run();
  }

  @Override
  public void close() {
    cancel();
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  boolean cancelled() {
    return cancelled;
  }

  /// Whether the consumer has left room for what a step may say.
  boolean ready() {
    paused = outbox.remainingCapacity() < ROOM;
    // A take between the two looks has not seen `paused`: look again.
    if (paused && outbox.remainingCapacity() >= ROOM) {
      paused = false;
    }
    return !paused && !held;
  }

  /// Begins with `cached` tokens whose KV is there already.
  void begin(PageTable pageTable, int cached) {
    table = pageTable;
    position = cached;
    cachedTokens = cached;
  }

  boolean prefilling() {
    return position < request.prompt().length;
  }

  int remainingPrompt() {
    return request.prompt().length - position;
  }

  /// Tokens of the next span: a piece of the prompt, or the last token drawn.
  int[] tokens(int most) {
    return prefilling()
        ? Arrays.copyOfRange(
            request.prompt(), position, position + Math.min(most, remainingPrompt()))
        : new int[] {last};
  }

  void start() {
    if (!started) {
      started = true;
      constraint = request.constraint().begin();
      say(new TokenEvent.Started(request.prompt().length, cachedTokens));
    }
  }

  void addPrefillNanos(long nanos) {
    prefillNanos += nanos;
  }

  /// Draws the next token.
  ///
  /// @param logits [vocabulary], this sequence's own copy
  /// @return why it ended, or null if it goes on
  TokenEvent.@Nullable Why draw(float[] logits, long now) {
    TokenConstraint.State state = constraint;
    if (state == null) {
      throw new IllegalStateException("not started");
    }
    state.apply(logits);
    Sampler.Drawn drawn = sampler.draw(logits);
    state.accept(drawn.id());
    if (generated == 0) {
      firstToken = now;
    }
    generated++;
    last = drawn.id();
    say(new TokenEvent.Token(drawn.id(), drawn.logProbability()));
    for (int stop : request.stopTokens()) {
      if (stop == last) {
        return TokenEvent.Why.STOP;
      }
    }
    return generated == request.maxTokens() ? TokenEvent.Why.LENGTH : null;
  }

  /// Gives the pages back and says so. Idempotent.
  void end(TokenEvent.Why why, @Nullable Throwable cause, long now) {
    if (ended.getCount() == 0) {
      return;
    }
    PageTable held = table;
    if (held != null) {
      held.close();
    }
    long decodeNanos = generated > 1 ? now - firstToken : 0;
    say(new TokenEvent.Finished(why, cause, prefillNanos, decodeNanos, 0, 0));
    ended.countDown();
  }

  private void say(TokenEvent event) {
    if (!outbox.offer(event)) {
      throw new IllegalStateException("outbox overrun");
    }
  }
}
