// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.router.Prompt;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Router;
import dev.hob.router.Segment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Counts prompts in tokens of the active base; without a base by its measured mean, since a helper
/// answers then and quotas still hold. Stateless but for the router.
final class TokenCount {
  /// Bytes a token of held-out text, all kinds together (data-plan.md, 2).
  private static final double BYTES_PER_TOKEN = 3.75;

  private final Router router;
  private final Optional<String> base;

  /// @param base whose tokens are counted; empty = the active one's
  TokenCount(Router router, Optional<String> base) {
    this.router = router;
    this.base = base;
  }

  int of(Prompt prompt) {
    try {
      return router.count(prompt, base);
    } catch (RefusedException e) {
      if (!(e.why() instanceof Refusal.Unavailable)) {
        throw e;
      }
      return estimate(prompt);
    }
  }

  /// @param prompts may be empty: 0
  int largest(List<Prompt> prompts) {
    return prompts.stream().mapToInt(this::of).max().orElse(0);
  }

  private static int estimate(Prompt prompt) {
    double tokens = 0;
    for (Segment segment : prompt.segments()) {
      tokens +=
          switch (segment) {
            case Segment.Special _ -> 1;
            case Segment.Trusted(String text) -> bytes(text) / BYTES_PER_TOKEN;
            case Segment.Content(String text) -> bytes(text) / BYTES_PER_TOKEN;
          };
    }
    return (int) Math.ceil(tokens);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
