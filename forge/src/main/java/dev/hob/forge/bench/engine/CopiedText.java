// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import dev.hob.engine.constrain.TokenConstraint;
import java.util.Arrays;
import java.util.Random;

/// A prompt of random tokens and a text of which four in five tokens are copied from it, in runs
/// with new tokens between, as a proofreader's answer is. A random model would never say it: it is
/// made to, in a way that drafting cannot see, so drafts must be found by look-up and verified.
///
/// @param prompt what is copied from
/// @param text what is said
record CopiedText(int[] prompt, int[] text) {
  private static final double COPIED = 0.8;
  private static final int LONGEST_RUN = 24;

  static CopiedText of(long seed, int vocabulary, int promptTokens, int tokens) {
    Random random = new Random(seed);
    int[] prompt = random.ints(promptTokens, 0, vocabulary).toArray();
    int[] text = new int[tokens];
    int at = 0;
    int from = 0;
    while (at < tokens) {
      int run = Math.min(tokens - at, 4 + random.nextInt(LONGEST_RUN - 3));
      for (int i = 0; i < run; i++) {
        text[at++] = prompt[(from + i) % promptTokens];
      }
      // As many new ones as keep the share; what they replace is skipped.
      double fresh = run * (1 - COPIED) / COPIED;
      int more = (int) fresh + (random.nextDouble() < fresh - (int) fresh ? 1 : 0);
      for (int i = 0; i < more && at < tokens; i++) {
        text[at++] = random.nextInt(vocabulary);
      }
      from += run + more;
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
