// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.GenerationRequest;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.kv.PagePool;
import dev.hob.engine.kv.PageTable;
import dev.hob.engine.kv.PrefixCache;
import dev.hob.engine.sample.Sampler;
import org.jspecify.annotations.Nullable;

/// One generation as the batch loop sees it; batch-loop thread only. Its consumer sees the
/// [Outbox].
///
/// `position` tokens of `text` have their KV in `table`; the rest is to be computed: the prompt,
/// the last token drawn, or all of it after the pages went to another sequence. Nothing else
/// changes when pages go and come, so the answer does not either.
final class Sequence {
  final GenerationRequest request;
  final Outbox outbox;
  final Text text;

  /// Pages that it may need at most.
  final int pages;

  /// The place in the order of arrival.
  final long arrival;

  /// Prompt tokens that the engine had computed when this began to wait for its own.
  long computedBefore;

  /// Steps that went by without it although it could have gone on.
  int passedOver;

  private final Sampler sampler;
  private final @Nullable Drafter drafter;
  private TokenConstraint.@Nullable State constraint;
  private @Nullable PageTable table;
  private int position;
  private int cachedTokens;
  private int generated;
  private int drafted;
  private int accepted;
  private long prefillNanos;
  private long firstToken;

  /// @param odds of the engine; null: no speculation
  Sequence(GenerationRequest request, int pages, long arrival, Outbox outbox, @Nullable Odds odds) {
    this.request = request;
    this.pages = pages;
    this.arrival = arrival;
    this.outbox = outbox;
    text = new Text(request);
    sampler = new Sampler(request.sampling());
    drafter = odds == null ? null : new Drafter(text, request.stopTokens(), odds);
  }

  GenerationRequest.Priority priority() {
    return request.priority();
  }

  int position() {
    return position;
  }

  /// Tokens of the text without KV.
  int remaining() {
    return text.length() - position;
  }

  /// Whether there is more to compute than the last token drawn.
  boolean prefilling() {
    return generated == 0 || remaining() > 1;
  }

  /// Takes pages, all reserved, none held yet.
  void admit(PagePool pool) {
    table = new PageTable(pool, pages);
  }

  PageTable table() {
    PageTable held = table;
    if (held == null) {
      throw new IllegalStateException("a running sequence has no pages");
    }
    return held;
  }

  /// Called before each of its steps: borrows what is known of its text, the first time says so.
  void begin(PrefixCache prefixes) {
    if (position == 0) {
      position = prefixes.lend(text, text.length() - 1, table());
    }
    if (constraint == null) {
      cachedTokens = position;
      constraint = request.constraint().begin();
      outbox.say(new TokenEvent.Started(request.prompt().length, cachedTokens));
    }
  }

  /// Gives the pages away; what they held is computed again when there are new ones.
  void dispossess() {
    table().close();
    table = null;
    position = 0;
  }

  /// Lets others begin with the first `tokens` of what this has computed.
  void keep(PrefixCache prefixes, int tokens) {
    if (table != null) {
      prefixes.keep(text, tokens, request.constantPrefix(), table());
    }
  }

  /// Tokens that may come next, at most `most`.
  Draft draft(int most) {
    int room = Math.min(most, Math.min(request.maxTokens() - generated - 1, outbox.room() - 1));
    if (drafter == null || constraint == null || room < 1) {
      return Draft.NONE;
    }
    return drafter.draft(room, constraint.ahead().orElse(null));
  }

  /// The next `count` tokens of the text have their KV now, drafts apart.
  void computed(int count, long nanos) {
    prefillNanos += prefilling() ? nanos : 0;
    position += count;
  }

  /// Draws the next token.
  ///
  /// @param logits [vocabulary], changed
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
    text.add(drawn.id());
    outbox.say(new TokenEvent.Token(drawn.id(), drawn.logProbability()));
    for (int stop : request.stopTokens()) {
      if (stop == drawn.id()) {
        return TokenEvent.Why.STOP;
      }
    }
    return generated == request.maxTokens() ? TokenEvent.Why.LENGTH : null;
  }

  /// What became of the drafts of a step; the KV of those that were accepted is there.
  void verified(int draftedTokens, int acceptedTokens) {
    drafted += draftedTokens;
    accepted += acceptedTokens;
    position += acceptedTokens;
    if (drafter != null) {
      drafter.learn();
    }
  }

  /// Gives the pages back and says so. Idempotent.
  void end(TokenEvent.Why why, @Nullable Throwable cause, long now) {
    if (outbox.ended()) {
      return;
    }
    if (table != null) {
      table.close();
    }
    long decodeNanos = generated > 1 ? now - firstToken : 0;
    outbox.end(new TokenEvent.Finished(why, cause, prefillNanos, decodeNanos, drafted, accepted));
  }
}
