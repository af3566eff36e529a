// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

/// Says how soon a notice wants its reader.
public interface PriorityJudge {
  Judgement judge(Notice notice);

  /// @param confidence probability that `priority` is right, NaN where whoever judged cannot tell
  /// @param reason in words without content
  /// @param score the sum of the rules' signs; orders notices of one priority
  record Judgement(Priority priority, double confidence, String reason, int score) {
    /// The same notice judged otherwise.
    public Judgement as(Priority other, double otherConfidence, String otherReason) {
      return new Judgement(other, otherConfidence, otherReason, score);
    }
  }
}
