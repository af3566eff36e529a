// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.util.List;

/// A prompt as marked segments, constant ones first.
///
/// @param constantSegments how many leading segments are the same for every call of the feature
///   (their KV is kept in the prefix cache)
public record Prompt(List<Segment> segments, int constantSegments) {
  public Prompt {
    segments = List.copyOf(segments);
    if (constantSegments < 0 || constantSegments > segments.size()) {
      throw new IllegalArgumentException(
          "constantSegments " + constantSegments + " of " + segments.size());
    }
  }
}
