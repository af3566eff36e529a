// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.TokenEvent;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kv.PrefixCache;
import org.jspecify.annotations.Nullable;

/// Takes in what a step has computed: positions move on, tokens are drawn, drafts are compared with
/// them, sequences end. Batch-loop thread only.
///
/// A drafted token is accepted if it is the one that is drawn anyway, from the same logits, mask
/// and random number as without drafts: so speculation changes no token, greedy or sampled, and the
/// KV of what was not accepted is overwritten by the next step.
final class Harvest {
  private final Roster roster;
  private final PrefixCache prefixes;
  private final float[] logits;
  private long promptTokens;
  private long drafted;
  private long accepted;

  Harvest(Roster roster, PrefixCache prefixes, int vocabulary) {
    this.roster = roster;
    this.prefixes = prefixes;
    logits = new float[vocabulary];
  }

  /// Prompt tokens computed since the start.
  long promptTokens() {
    return promptTokens;
  }

  long drafted() {
    return drafted;
  }

  long accepted() {
    return accepted;
  }

  /// @param nanos that the step took
  /// @return tokens drawn
  int take(Step step, Rows rows, long nanos) {
    promptTokens += step.promptTokens();
    int drawn = 0;
    for (int i = 0; i < step.parts().size(); i++) {
      Part part = step.parts().get(i);
      Sequence sequence = part.sequence();
      boolean prompt = sequence.prefilling();
      sequence.passedOver = 0;
      sequence.computed(part.tokens().length - part.drafts(), nanos);
      roster.turned(sequence);
      if (prompt) {
        keep(part);
      }
      if (part.draws()) {
        drawn += draw(part, rows, step.firstRows()[i]);
      }
    }
    return drawn;
  }

  /// Pages that are full can be used by others at once; the last one when the prompt is done.
  private void keep(Part part) {
    Sequence sequence = part.sequence();
    int whole = sequence.position() / KvLayout.PAGE * KvLayout.PAGE;
    sequence.keep(prefixes, part.draws() ? sequence.position() : whole);
  }

  private int draw(Part part, Rows rows, int firstRow) {
    Sequence sequence = part.sequence();
    TokenEvent.Why why = null;
    Throwable cause = null;
    int drawn = 0;
    try {
      boolean goesOn = true;
      while (goesOn) {
        if (sequence.outbox.cancelled()) {
          why = TokenEvent.Why.CANCELLED;
          break;
        }
        System.arraycopy(rows.values(), rows.at(firstRow + drawn), logits, 0, logits.length);
        why = sequence.draw(logits, System.nanoTime());
        drawn++;
        goesOn = why == null && drawn <= part.drafts() && part.tokens()[drawn] == latest(sequence);
      }
    } catch (RuntimeException | Error e) {
      why = TokenEvent.Why.FAILED;
      cause = e;
    }
    count(part, Math.max(0, drawn - 1));
    end(sequence, why, cause);
    return drawn;
  }

  private static int latest(Sequence sequence) {
    return sequence.text.token(sequence.text.length() - 1);
  }

  private void count(Part part, int acceptedTokens) {
    drafted += part.drafts();
    accepted += acceptedTokens;
    part.sequence().verified(part.drafts(), acceptedTokens);
  }

  private void end(Sequence sequence, TokenEvent.@Nullable Why why, @Nullable Throwable cause) {
    if (why != null) {
      roster.end(sequence, why, cause);
    }
  }
}
