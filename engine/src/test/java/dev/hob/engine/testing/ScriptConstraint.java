// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.testing;

import dev.hob.engine.constrain.TokenConstraint;
import java.util.Optional;

/// Makes a random model say a given text: each token is the only one allowed at its place, and any
/// after the last.
///
/// @param script token ids
/// @param tells whether drafting may see what is forced; otherwise it must find it by itself
public record ScriptConstraint(int[] script, boolean tells) implements TokenConstraint {
  @Override
  public State begin() {
    return new Reading(0);
  }

  private final class Reading implements State, Ahead {
    private int at;

    Reading(int at) {
      this.at = at;
    }

    @Override
    public void apply(float[] logits) {
      if (at < script.length) {
        float kept = logits[script[at]];
        java.util.Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[script[at]] = kept;
      }
    }

    @Override
    public void accept(int token) {
      at++;
    }

    @Override
    public Optional<Ahead> ahead() {
      return tells ? Optional.of(new Reading(at)) : Optional.empty();
    }

    @Override
    public boolean allows(int token) {
      return at >= script.length || script[at] == token;
    }

    @Override
    public Optional<Guess> guess() {
      return at < script.length ? Optional.of(new Guess(script[at], true)) : Optional.empty();
    }
  }
}
