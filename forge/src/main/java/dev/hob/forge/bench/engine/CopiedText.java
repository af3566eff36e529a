// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import dev.hob.engine.constrain.TokenConstraint;
import java.util.Arrays;
import java.util.Random;

/// A prompt of random tokens and a text that copies it, as a proofreader's answer does: each token
/// is the prompt's next one with a chance of four in five, else a new one in its place. A random
/// model would never say it: it is made to, in a way that drafting cannot see, so drafts must be
/// found by look-up and verified.
///
/// @param prompt what is copied from
/// @param text what is said
record CopiedText(int[] prompt, int[] text) {
  private static final double COPIED = 0.8;

  static CopiedText of(long seed, int vocabulary, int promptTokens, int tokens) {
    Random random = new Random(seed);
    int[] prompt = random.ints(promptTokens, 0, vocabulary).toArray();
    int[] text = new int[tokens];
    for (int i = 0; i < tokens; i++) {
      boolean copied = random.nextDouble() < COPIED;
      text[i] = copied ? prompt[i % promptTokens] : random.nextInt(vocabulary);
    }
    return new CopiedText(prompt, text);
  }

  /// Allows the next token of the text alone.
  TokenConstraint script() {
    return () ->
        new TokenConstraint.State() {
          private int at;

          @Override
          public void apply(float[] logits) {
            float kept = logits[text[at]];
            Arrays.fill(logits, Float.NEGATIVE_INFINITY);
            logits[text[at]] = kept;
          }

          @Override
          public void accept(int token) {
            at++;
          }
        };
  }
}
